/** Runs the tests of the file named, and prints the outcome as the conformance runners do. */
import { runTests } from '../conformance/outcome.js';

const { withTests } = await import(`./${process.argv[2]}`);
const outcomes = [];
await withTests(async (tests) => outcomes.push(await runTests(tests)));
console.log(
  JSON.stringify({
    passed: outcomes.reduce((count, { passed }) => count + passed, 0),
    failures: outcomes.flatMap(({ failures }) => failures),
  }),
);
