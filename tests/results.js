/** What a suite gives: how many of its tests went which way, and a report of those that failed. */

/** That of an outcome of conformance/outcome.js, in this process or from another one. `where` is put before each name. */
export const resultOf = ({ passed, failures }, where = '') => ({
  passed,
  failed: failures.length,
  report: failures.map(({ name, message }) => `${where}${name}\n${message}`).join('\n\n'),
});

/** That of several suites, or parts of one, as the result of one. */
export function summed(results) {
  const total = (key) => results.reduce((count, result) => count + result[key], 0);
  const reports = results.map(({ report }) => report).filter(Boolean);
  return { passed: total('passed'), failed: total('failed'), report: reports.join('\n\n') };
}
