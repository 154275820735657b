/** Runs the tests of the file named; fails if one of them does. */
import { named, runTests } from '../conformance/outcome.js';
import { resultOf } from '../results.js';

const { tests } = await import(`./${process.argv[2]}`);
const { failed, report } = resultOf(await runTests(named(tests)));
if (failed > 0) {
  console.error(report);
  process.exitCode = 1;
}
