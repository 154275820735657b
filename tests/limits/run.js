/** Runs the tests of the files named, and prints the outcome as the conformance runners do. */
import { named, runTests } from '../conformance/outcome.js';

const tests = [];
for (const file of process.argv.slice(2)) tests.push(...named((await import(`./${file}`)).tests));
console.log(JSON.stringify(await runTests(tests)));
