/** Runs rows of tests/runtimes/index.js, or one that looks like them. */
import { performance } from 'node:perf_hooks';
import { inLanes } from '../lanes.js';
import { brokenOff, resultOf } from '../results.js';

/**
 * @param families lists of rows: those of one list are run one after the other, because they may
 *   share what they build
 * @param onRow called with each row's result as it is done
 * @returns for each row its name, version, seconds, how many cases went which way, and a report of
 *   those that went wrong
 */
export async function runRows(families, consumer, onRow) {
  let first;
  const results = await inLanes(families, async (rows) => {
    const results = [];
    for (const row of rows) {
      const result = await tried(row, consumer);
      if (result.passed > 0 && result.failed === 0) first ??= result;
      // A runtime that runs fewer cases than the others has not given the same verdicts.
      if (result.failed === 0 && result.skipped === 0 && result.passed !== first?.passed) {
        result.failed = 1;
        result.report = `${row.name} ran ${result.passed} cases, ${first?.name} ran ${first?.passed}`;
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
  const ran = async () => {
    const { version = '', ...outcome } = await row.run(consumer);
    return { version, skipped: 0, ...resultOf(outcome, `${row.name}: `) };
  };
  const result = await ran().catch((error) => ({ version: '', ...brokenOff(error) }));
  return { name: row.name, seconds: (performance.now() - start) / 1000, ...result };
}
