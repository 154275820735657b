/** Runs rows of tests/runtimes/index.js, or one that looks like them. */
import { performance } from 'node:perf_hooks';
import { inLanes } from '../lanes.js';

/**
 * @param families lists of rows: those of one list are run one after the other, because they may share what they build
 * @param onRow called with each row's result as it is done
 * @returns for each row its name, version, seconds, how many cases went which way, and a report of those that went wrong
 */
export async function runRows(families, consumer, onRow) {
  let first;
  const results = await inLanes(families, async (rows) => {
    const results = [];
    for (const row of rows) {
      const result = await tried(row, consumer);
      first ??= result.failed === 0 ? result : undefined;
      // A runtime that runs fewer cases than the others has not given the same verdicts.
      if (result.failed === 0 && result.passed !== first.passed) {
        result.failed = 1;
        result.report = `${row.name} ran ${result.passed} cases, ${first.name} ran ${first.passed}`;
      }
      results.push(result);
      onRow(result);
    }
    return results;
  });
  return results.flat();
}

async function tried(row, consumer) {
  const start = performance.now();
  const outcome = await row.run(consumer).catch((error) => ({ passed: 0, failures: [{ name: 'the runner', message: error.stack }] }));
  return {
    name: row.name,
    version: outcome.version ?? '',
    seconds: (performance.now() - start) / 1000,
    passed: outcome.passed,
    failed: outcome.failures.length,
    report: outcome.failures.map(({ name, message }) => `${row.name}: ${name}\n${message}`).join('\n\n'),
  };
}
