import { named, runTests } from '../conformance/outcome.js';
import { resultOf } from '../results.js';
import { contentsTests } from './contents.js';
import { surfaceTests } from './surface.js';

/** Checks of the tarball itself. How it comes about: tests/release. */
export async function checkPackage(consumer, packed) {
  const tests = { ...contentsTests(consumer, packed), ...surfaceTests(consumer) };
  return resultOf(await runTests(named(tests)));
}
