/**
 * What is imported of the package: pkg/entries.json names each entry once, and whatever lists them
 * takes them from here.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './shell.js';

/**
 * Each with its `name` and the `specifier` that it is imported by, the `source` in pkg/src/, `wasm`
 * if it brings a WebAssembly module of its own (the others import `hookproof`), and `jsr: false` if
 * JSR refuses its declarations.
 */
export const entries = Object.entries(
  JSON.parse(readFileSync(join(root, 'pkg', 'entries.json'), 'utf8')),
).map(([name, facts]) => ({
  name,
  specifier: name === 'index' ? 'hookproof' : `hookproof/${name}`,
  ...facts,
}));

/** The entries that guard a server's route. */
export const adapters = entries.filter(({ source }) => source.startsWith('adapters/'));

/** Returns the declarations that a source becomes. */
export const declarationsOf = (source) => source.replace(/\.ts$/, '.d.ts');
