/**
 * One line for a suite or a runtime. The words "passed" and "failed" stay out of it: only the
 * closing line is a sum.
 */
export function printRow({ name, version = '', passed, failed, skipped = 0, seconds }) {
  const count = `${passed} of ${passed + failed + skipped}`;
  const word = failed > 0 ? 'FAIL' : skipped > 0 ? 'skip' : 'ok  ';
  console.log(
    `${word} ${name.padEnd(44)} ${count.padStart(12)}  ${seconds.toFixed(1).padStart(5)} s  ${version}`.trimEnd(),
  );
}
