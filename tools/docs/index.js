/**
 * `npm run docs`: the API reference of the npm package, the crate and the Python package, from
 * their sources, into target/docs/. A warning is an error.
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../build.js';
import { pythonTools } from '../lib/python.js';
import { root, run, say } from '../lib/shell.js';
import { installPackages } from '../lib/toolchain.js';
import { crateReference } from './crate.js';

export const docs = join(root, 'target', 'docs');

/** Of a package that is built: its sources import what is made from Rust. */
export async function buildDocs() {
  say('building the API reference');
  rmSync(docs, { recursive: true, force: true });
  mkdirSync(docs, { recursive: true });
  cpSync(join(import.meta.dirname, 'index.html'), join(docs, 'index.html'));
  const [, rust] = await Promise.all([npmReference(), crateReference(), pythonReference()]);
  cpSync(rust, join(docs, 'rust'), { recursive: true });
}

/**
 * With the TypeScript of this folder: the one that builds the package has no API in JavaScript, and
 * TypeDoc needs it.
 */
const npmReference = () =>
  run(process.execPath, ['--import', './still-clock.js', 'node_modules/typedoc/bin/typedoc'], {
    cwd: import.meta.dirname,
  });

/** With the frameworks that its adapters import, each of the version that they are tested with. */
async function pythonReference() {
  const { python } = await pythonTools();
  await run(python, ['-I', join(import.meta.dirname, 'python.py'), join(docs, 'python')]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await installPackages();
  await build();
  await buildDocs();
}
