/**
 * The lean module made in other ways than the published one: what tests and measurements hold
 * against it.
 */
import { join } from 'node:path';
import { optimise, stripped, onlyNumbers } from './binaryen.js';
import { bundleEntry } from './package.js';
import { bindgen, buildWasm, compile, cores, SIMD } from './wasm.js';

const [lean] = cores;

/** That of another copy of the crate. */
export async function leanWasmOf(crate, folder) {
  await bindgen(await compile(lean, crate, join(folder, 'target')), folder);
  const module = join(folder, 'lean.wasm');
  await optimise(await onlyNumbers(join(folder, 'hookproof_bg.wasm')), module, stripped);
  return module;
}

/** `hookproof` once more, for a machine without simd128: gives an ES module in `folder`. */
export async function buildWithoutSimd(folder) {
  const flags = lean.flags.filter((flag) => flag !== SIMD);
  const entry = { ...lean, folder: join(folder, 'wasm'), file: `${lean.file}-without-simd`, flags };
  await buildWasm(entry);
  await bundleEntry(entry, { loader: 'inline', format: 'esm', outfile: join(folder, 'index.mjs') });
  return join(folder, 'index.mjs');
}
