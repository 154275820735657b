/**
 * What is compared, made ready on a machine that has only Node, npm, cargo and Python. Kept under
 * target/ and in the cache folder.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildWithoutSimd } from '../../tools/build/other-builds.js';
import { pythonTools } from '../../tools/lib/python.js';
import { root, run, say } from '../../tools/lib/shell.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = join(root, 'target', 'differential');

/** A program in rust/, under the name of its feature. */
export async function rustProgram(name) {
  if (name === 'svix' && !existsSync(join(target, 'release', name)))
    say('compiling the crate svix, once in this clone (about 2 minutes)');
  await run(
    'cargo',
    [
      'build',
      '--release',
      '--locked',
      '--quiet',
      '--bin',
      name,
      '--features',
      name,
      '--target-dir',
      target,
    ],
    {
      cwd: join(here, 'rust'),
    },
  );
  return { program: join(target, 'release', name) };
}

/** The version of a crate that rust/Cargo.lock names. */
export function crateVersion(name) {
  const lock = readFileSync(join(here, 'rust', 'Cargo.lock'), 'utf8');
  return new RegExp(`^name = "${name}"\nversion = "([^"]+)"`, 'm').exec(lock)[1];
}

/** A peer in Python, by the name of its package on PyPI. */
export async function pythonProgram(name) {
  const { python } = await pythonTools();
  return { program: python, args: [join(here, 'peer.py'), name] };
}

/**
 * The package as built: `host` lets Node hash long bodies, as it does for users; without it every
 * byte goes through the core.
 */
export async function published(host) {
  const address = `${pathToFileURL(join(root, 'pkg', 'dist', 'esm', 'index.js'))}?host=${host}`;
  return await holding(join(root, 'pkg', 'wasm', 'lean'), () =>
    host ? import(address) : importHashing(address),
  );
}

/** The same sources for a machine without simd128. The core hashes every byte. */
export async function withoutSimd() {
  const folder = join(target, 'without-simd', digestOfSources().slice(0, 16));
  const built = join(folder, 'index.mjs');
  if (!existsSync(built)) {
    rmSync(join(target, 'without-simd'), { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    say('building the WebAssembly core without simd128');
    await buildWithoutSimd(folder);
  }
  return await holding(join(folder, 'wasm'), () => importHashing(pathToFileURL(built)));
}

const seen = new Set();

/**
 * Makes sure that what is imported runs the WebAssembly that was built into this folder: another
 * one would be compared with itself.
 */
async function holding(folder, load) {
  const { Module } = WebAssembly;
  const compiled = [];
  WebAssembly.Module = class extends Module {
    constructor(bytes) {
      super(bytes);
      compiled.push(Buffer.from(bytes));
    }
  };
  try {
    const package_ = await load();
    const bytes = readFileSync(join(folder, 'hookproof.wasm'));
    // What was imported before is not compiled again.
    const isSeen = compiled.length > 0 || seen.has(folder);
    if (!isSeen || compiled.some((one) => !one.equals(bytes)))
      throw new Error(`not the WebAssembly of ${folder}: build first`);
    seen.add(folder);
    return package_;
  } finally {
    WebAssembly.Module = Module;
  }
}

/** Imports a package whose core hashes every byte, however long a body is. */
async function importHashing(address) {
  const key = Symbol.for('hookproof.hostHashFrom');
  globalThis[key] = Number.POSITIVE_INFINITY;
  try {
    return await import(address);
  } finally {
    delete globalThis[key];
  }
}

/** All that the build reads. */
function digestOfSources() {
  const hash = createHash('sha256');
  for (const folder of ['src', 'pkg/src', 'tools/build']) {
    for (const name of readdirSync(join(root, folder), { recursive: true }).sort()) {
      if (/\.(rs|js|ts)$/.test(name))
        hash.update(`${name}\0`).update(readFileSync(join(root, folder, name)));
    }
  }
  for (const file of ['Cargo.toml', 'Cargo.lock', 'package-lock.json'])
    hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}
