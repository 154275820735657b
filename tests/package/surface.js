/**
 * What a user can import. A name that appears or goes is a change of the public surface, and
 * belongs into CHANGELOG.md.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../../tools/lib/shell.js';
import { equal } from '../conformance/assert.js';

const loads = {
  ESM: (entry) => [
    '--input-type=module',
    '--eval',
    `console.log(JSON.stringify(Object.keys(await import('${entry}'))))`,
  ],
  CommonJS: (entry) => [
    '--input-type=commonjs',
    '--eval',
    `console.log(JSON.stringify(Object.keys(require('${entry}'))))`,
  ],
};

export function surfaceTests(consumer) {
  const expected = JSON.parse(readFileSync(join(import.meta.dirname, 'surface.json'), 'utf8'));
  const tests = { 'the entries of the package': () => isJust(entries(), Object.keys(expected)) };
  for (const [entry, names] of Object.entries(expected)) {
    for (const [how, args] of Object.entries(loads)) {
      tests[`what ${entry} exports, ${how}`] = async () =>
        isJust(JSON.parse(await run(process.execPath, args(entry), { cwd: consumer })), names);
    }
  }
  return tests;
}

function isJust(found, expected) {
  const extra = found
    .filter((name) => !expected.includes(name))
    .map((name) => `${name} should not be there`);
  const missing = expected
    .filter((name) => !found.includes(name))
    .map((name) => `${name} is missing`);
  equal([...extra, ...missing], []);
}

/** Returns the entries that package.json promises, by the names that they are imported under. */
function entries() {
  const { exports } = JSON.parse(readFileSync(join(root, 'pkg', 'package.json'), 'utf8'));
  return Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => join('hookproof', path));
}
