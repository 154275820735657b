/**
 * Runs the cases on the module that ships, or on the one whose file is named, and prints the
 * outcome as JSON.
 */
import { readFileSync } from 'node:fs';
import { named, runTests } from '../../conformance/outcome.js';
import { testsOf } from './tests.js';
import { controls } from './controls.js';

const [file] = process.argv.slice(2);
const tests = file === undefined ? { ...testsOf(), ...controls } : testsOf(readFileSync(file));
console.log(JSON.stringify(await runTests(named(tests))));
