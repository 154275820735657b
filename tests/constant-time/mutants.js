/** Leaky copies of the crate, each of which the tests have to tell from the real one. */
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { leanWasmOf } from '../../tools/build/other-builds.js';
import { root } from '../../tools/lib/shell.js';
import { watchNative } from './native/index.js';
import { watchWasm } from './wasm/index.js';

const mutants = JSON.parse(readFileSync(new URL('mutants.json', import.meta.url), 'utf8'));
const folder = join(root, 'target', 'constant-time', 'mutants');
const crate = join(folder, 'crate');

/** Cases that every leak shows itself in, if it is one. */
const only = /^reads a secret of 24 bytes|^verifies|^refuses a signature/;

/** Returns how many were looked at, and which of them passed for the real one. */
export async function checkMutants() {
  const missed = [];
  // A copy without a leak has to pass, or the others would be found out for being copies.
  copy(unchanged);
  const [copied, copiedWasm] = [await lookNatively(), await lookAtWasm()];
  if (copied.problems.length + copiedWasm.failures.length > 0)
    missed.push(`${unchanged.name}: ${JSON.stringify({ copied, copiedWasm })}`);
  for (const mutant of mutants) {
    copy(mutant);
    if ((await lookNatively()).problems.length === 0) missed.push(`native: ${mutant.name}`);
    if ((await lookAtWasm()).failures.length === 0) missed.push(`WebAssembly: ${mutant.name}`);
  }
  return { count: 2 * mutants.length, missed };
}

const unchanged = {
  name: 'an unchanged copy is not taken for the real one',
  file: 'src/lib.rs',
  from: '#![no_std]',
  to: '#![no_std]',
};
const lookNatively = () => watchNative({ crate, target: join(folder, 'target'), only });
const lookAtWasm = async () => watchWasm(await leanWasmOf(crate, folder));

/** Returns the WebAssembly of the first: a comparison that stops at the first difference. */
export async function leakyWasm() {
  copy(mutants[0]);
  return await leanWasmOf(crate, folder);
}

/**
 * The crate with one place changed. Most of what cargo only has to find is a link to where it is.
 */
const linked = [
  'Cargo.toml',
  'Cargo.lock',
  'rust-toolchain.toml',
  'README.md',
  'bench',
  'python',
  'tools',
];
const nativeTests = join('tests', 'constant-time', 'native');

function copy({ file, from, to }) {
  rmSync(crate, { recursive: true, force: true });
  mkdirSync(join(crate, 'tests'), { recursive: true });
  for (const name of ['src', nativeTests])
    cpSync(join(root, name), join(crate, name), { recursive: true, preserveTimestamps: true });
  for (const name of linked) symlinkSync(join(root, name), join(crate, name));
  for (const name of readdirSync(join(root, 'tests')).filter(
    (one) => one.endsWith('.rs') || one === 'vectors',
  )) {
    symlinkSync(join(root, 'tests', name), join(crate, 'tests', name));
  }
  const text = readFileSync(join(root, file), 'utf8');
  if (text.split(from).length !== 2)
    throw new Error(`${file} has no longer one place for the leak: ${from}`);
  writeFileSync(
    join(crate, file),
    text.replace(from, () => to),
  );
}
