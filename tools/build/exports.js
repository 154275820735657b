/**
 * Writes `exports` and `alias` of pkg/package.json as pkg/entries.json has the entries: `npm run
 * tables`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entries } from '../lib/entries.js';
import { root } from '../lib/shell.js';

const path = join(root, 'pkg', 'package.json');

/** Gives package.json as it is, and as it should be. */
export function manifests() {
  const actual = JSON.parse(readFileSync(path, 'utf8'));
  return { actual, expected: { ...actual, ...exported() } };
}

function exported() {
  const subpaths = entries.filter(({ name }) => name !== 'index');
  return {
    exports: {
      ...Object.fromEntries(entries.map((entry) => [keyOf(entry), targetsOf(entry)])),
      './package.json': './package.json',
    },
    // For Parcel, which reads exports only where it is told to.
    alias: Object.fromEntries(
      subpaths.map((entry) => [keyOf(entry), `./dist/cjs/${entry.name}.js`]),
    ),
  };
}

const keyOf = ({ name }) => (name === 'index' ? '.' : `./${name}`);

/** Every condition comes before those that also hold where it does. */
function targetsOf({ name, wasm }) {
  const [require, module] = [`./dist/cjs/${name}.js`, `./dist/esm/${name}.js`];
  const types = { require: `./dist/cjs/${name}.d.ts`, default: `./dist/esm/${name}.d.ts` };
  if (wasm === undefined) return { types, require, default: module };
  const besideWasm = (loader) => `./dist/esm/${name === 'index' ? loader : `${name}-${loader}`}.js`;
  const [workerd, edgeLight] = [besideWasm('workerd'), besideWasm('edge-light')];
  return {
    types,
    unwasm: { workerd: edgeLight, node: { require, default: module }, default: edgeLight },
    wintercg: module,
    workerd,
    'edge-light': { module: edgeLight, require, default: edgeLight },
    require,
    default: module,
  };
}

/** Prints an object as package.json has them: on one line where it fits. */
function printed(value, indent) {
  const line = JSON.stringify(value, null, 1).replaceAll(/\n */g, ' ');
  if (typeof value === 'string' || indent.length + line.length <= 90) return line;
  const lines = Object.entries(value).map(
    ([key, each]) => `${indent}  "${key}": ${printed(each, `${indent}  `)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === '--write') {
  const { expected } = manifests();
  const block = /^ {2}"(exports|alias)": \{\n.*?\n {2}\}/gms;
  const text = readFileSync(path, 'utf8').replaceAll(
    block,
    (_, name) => `  "${name}": ${printed(expected[name], '  ')}`,
  );
  writeFileSync(path, text);
}
