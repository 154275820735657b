/**
 * The suite that every runtime runs: nothing here knows which one. A runner in tests/runtimes/ loads the package and the
 * vectors in its runtime's own way, and calls `runSuite`.
 */
import { apiTests } from './api.js';
import { subpathTests } from './subpaths.js';
import { vectorTests } from './vectors.js';

/**
 * @param hookproof the package under test, as a namespace
 * @param vectors the parsed files of tests/vectors/, by name
 * @param subpaths its entries `hookproof/NAME`, by name
 * @returns {Promise<{passed: number, failures: {name: string, message: string}[]}>}
 */
export async function runSuite(hookproof, vectors, subpaths) {
  const failures = [];
  let passed = 0;
  for (const { name, run } of [...vectorTests(hookproof, vectors), ...apiTests(hookproof, vectors), ...subpathTests(hookproof, subpaths)]) {
    try {
      await run();
      passed++;
    } catch (error) {
      failures.push({ name, message: `${error}\n${error?.stack ?? ''}` });
    }
  }
  return { passed, failures };
}
