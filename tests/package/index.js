import { named, runTests } from '../conformance/outcome.js';
import { resultOf } from '../results.js';
import { contentsTests } from './contents.js';
import { surfaceTests } from './surface.js';

/** Checks the tarball itself. tests/release/ checks how it is made. */
export async function checkPackage(consumer, packed) {
  const tests = { ...contentsTests(consumer, packed), ...surfaceTests(consumer) };
  return resultOf(await runTests(named(tests)));
}
