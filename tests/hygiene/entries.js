/**
 * Compares pkg/entries.json, which names the entries of the package, with every list of them that
 * cannot be made from it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifests } from '../../tools/build/exports.js';
import { adapters, entries } from '../../tools/lib/entries.js';
import { root } from '../../tools/lib/shell.js';
import { equal, ok } from '../conformance/assert.js';

/** What names every entry, each for a reason of its own: a budget, its names, its declarations. */
const lists = [
  'tools/size-budgets.json',
  'tests/package/surface.json',
  'tests/types/drop-in/entries.ts',
  'tests/hosts/typescript-5/program.ts',
];

const applications = 'tests/adapters/applications';

const read = (path) => readFileSync(join(root, path), 'utf8');

/** Returns all that the files below a folder say, without what is installed there. */
const wordsOf = (folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((path) => /\.(js|ts|md)$/.test(path) && !path.includes('node_modules'))
    .map((path) => read(join(folder, path)))
    .join('\n');

/** Returns those that a text neither imports nor names in quotes. */
const missingIn = (text, named = entries) =>
  named
    .map(({ specifier }) => specifier)
    .filter((specifier) => !new RegExp(`['"\`]${specifier}['"\`]`).test(text));

export const entryTests = {
  'package.json exports the entries': () => {
    const { actual, expected } = manifests();
    ok(JSON.stringify(actual) === JSON.stringify(expected), 'it does not: run `npm run tables`');
  },
  'every list of the entries has each of them': () => {
    for (const path of lists) equal(missingIn(read(path)), [], path);
  },
  'every adapter has an application under test, an example and documentation': () => {
    for (const folder of [applications, 'examples'])
      equal(missingIn(wordsOf(folder), adapters), [], folder);
    equal(missingIn(read('docs/receivers.md'), adapters), [], 'docs/receivers.md');
  },
  'every application under test is in their index': () => {
    const index = read(join(applications, 'index.js'));
    const unused = readdirSync(join(root, applications)).filter(
      (name) => name !== 'index.js' && !index.includes(name),
    );
    equal(unused, []);
  },
  'an adapter that was taken for another one names them all': () => {
    const { hint } = /use the adapter of your framework, of (?<hint>[^`]+)/.exec(
      read('pkg/src/adapters/settings.ts'),
    ).groups;
    for (const { name } of adapters)
      ok(hint.includes(`/${name}`), `hookproof/${name} is not in "${hint}"`);
  },
};
