/**
 * The suite that every runtime runs: nothing here knows which one. A runner in tests/runtimes/
 * loads the package and the vectors in its runtime's own way, and calls `runSuite`.
 */
import { apiTests } from './api/index.js';
import { explainTests } from './explain.js';
import { hostileTests } from './hostile.js';
import { regressionTests } from './regressions.js';
import { requestTests } from './request.js';
import { signingTests } from './signing.js';
import { subpathTests } from './subpaths.js';
import { v1aTests } from './v1a.js';
import { vectorTests } from './vectors.js';
import { runTests } from './outcome.js';

/**
 * @param hookproof the package under test, as a namespace
 * @param full its subpath `hookproof/full`, which must give the same verdicts, and more
 * @param vectors the parsed files of tests/vectors/, by name
 * @param subpaths its entries `hookproof/NAME`, by name
 * @returns {Promise<{passed: number, failures: {name: string, message: string}[]}>}
 */
export async function runSuite(hookproof, full, vectors, subpaths) {
  const inFull = [
    ...vectorTests(full, vectors, ['ed25519']),
    ...regressionTests(full, vectors, ['ed25519']),
    ...apiTests(full, vectors),
    ...signingTests(full, vectors),
    ...requestTests(full, vectors),
    ...hostileTests(full, vectors),
    ...v1aTests(hookproof, full, vectors),
    ...explainTests(full, vectors),
  ];
  const tests = [
    ...vectorTests(hookproof, vectors),
    ...regressionTests(hookproof, vectors),
    ...apiTests(hookproof, vectors),
    ...signingTests(hookproof, vectors),
    ...requestTests(hookproof, vectors),
    ...hostileTests(hookproof, vectors),
    ...subpathTests(hookproof, subpaths),
    ...inFull.map(({ name, run }) => ({ name: `full: ${name}`, run })),
  ];
  return await runTests(tests);
}
