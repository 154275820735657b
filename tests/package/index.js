import { named, outcomeOf } from '../conformance/outcome.js';
import { resultOf } from '../results.js';
import { contentsTests } from './contents.js';
import { reproducibleTests } from './reproducible.js';
import { surfaceTests } from './surface.js';

/** Checks of the tarball itself and of how it comes about. */
export async function checkPackage(consumer, packed) {
  const tests = { ...contentsTests(consumer, packed), ...surfaceTests(consumer), ...(await reproducibleTests()) };
  return resultOf(await outcomeOf(named(tests)));
}
