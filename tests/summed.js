/** The result of several suites or parts of one, as the result of one. */
export function summed(results) {
  const total = (key) => results.reduce((count, result) => count + result[key], 0);
  const reports = results.map(({ report }) => report).filter(Boolean);
  return { passed: total('passed'), failed: total('failed'), report: reports.join('\n\n') };
}
