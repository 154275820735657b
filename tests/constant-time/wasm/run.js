/** Runs the cases on the module that ships, or on the one whose file is named, and prints the outcome as JSON. */
import { readFileSync } from 'node:fs';
import { casesOf } from './cases.js';
import { controls } from './controls.js';

const [file] = process.argv.slice(2);
const tests = file === undefined ? { ...casesOf(), ...controls } : casesOf(readFileSync(file));
const failures = [];
let passed = 0;
for (const [name, run] of Object.entries(tests)) {
  try {
    await run();
    passed++;
  } catch (error) {
    failures.push({ name, message: `${error.message}\n${error.stack}` });
  }
}
console.log(JSON.stringify({ passed, failures }));
