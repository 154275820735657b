/** Runs rows, one after the other: they share the cores. */
import { performance } from 'node:perf_hooks';

/**
 * @returns for each row its name, version, seconds, how many cases went which way, and a report of those that went wrong.
 * `onRow` is called with each as it is done.
 */
export async function runRows(rows, consumer, onRow) {
  const results = [];
  for (const row of rows) {
    const start = performance.now();
    const outcome = await row.run(consumer).catch((error) => ({ passed: 0, failures: [{ name: 'the runner', message: error.stack }] }));
    const result = {
      name: row.name,
      version: outcome.version ?? '',
      seconds: (performance.now() - start) / 1000,
      passed: outcome.passed,
      failed: outcome.failures.length,
      report: outcome.failures.map(({ name, message }) => `${row.name}: ${name}\n${message}`).join('\n\n'),
    };
    // A runtime that runs fewer cases than the others has not given the same verdicts.
    const [first] = results;
    if (result.failed === 0 && first?.failed === 0 && result.passed !== first.passed) {
      result.failed = 1;
      result.report = `${row.name} ran ${result.passed} cases, ${first.name} ran ${first.passed}`;
    }
    results.push(result);
    onRow(result);
  }
  return results;
}
