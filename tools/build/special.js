/**
 * The lean module made in other ways than the published one: what tests and measurements hold
 * against it.
 */
import { join } from 'node:path';
import { optimise, stripped, onlyNumbers } from './binaryen.js';
import { bundleEntry } from './package.js';
import { bindgen, buildWasm, compile, compiledOf, cores, SIMD } from './wasm.js';

const [lean] = cores;

/** That of the last build, with the names of its functions, which the published one has not. */
export async function namedWasm(folder) {
  return await leanModule(compiledOf(lean), folder, ['--keep-debug'], ['-g']);
}

/** That of another copy of the crate. */
export async function leanWasmOf(crate, folder) {
  return await leanModule(await compile(lean, crate, join(folder, 'target')), folder, [], stripped);
}

async function leanModule(compiled, folder, bindgenOptions, wasmOptOptions) {
  await bindgen(compiled, folder, bindgenOptions);
  const module = join(folder, 'lean.wasm');
  await optimise(await onlyNumbers(join(folder, 'hookproof_bg.wasm')), module, wasmOptOptions);
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
