/** What binaryen makes of a module that wasm-bindgen is done with. */
import { readFileSync, writeFileSync } from 'node:fs';
import { scriptOf } from '../lib/binaries.js';
import { run } from '../lib/shell.js';

/**
 * What rustc's wasm target uses. Not --all-features: that lets wasm-opt write what no engine of
 * 2024 reads.
 */
const features = [
  'bulk-memory',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
  'simd',
];

export const stripped = ['--strip-debug', '--strip-producers', '--strip-target-features'];

export async function optimise(from, to, args) {
  await binaryen('wasm-opt', ['-O3', ...args, from, '-o', to]);
}

/**
 * Where only numbers cross, nothing reads what wasm-bindgen exports of its own: its table of
 * JavaScript values has nothing to hold. And what is imported needs no hash in its name, which
 * would not compress, because there is no glue for it to agree with.
 */
export async function onlyNumbers(module) {
  const exports = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(module))).map(
    ({ name }) => name,
  );
  const kept = exports.filter((name) => !name.startsWith('__'));
  const result = await reached(module, kept, `${module}.needed.wat`, ['-g', '--emit-text']);
  const text = readFileSync(result, 'utf8');
  writeFileSync(
    result,
    text.replaceAll(
      /\(import "\.\/hookproof_bg\.js" "__wbg_(\w+)_[0-9a-f]{16}"/g,
      '(import "host" "$1"',
    ),
  );
  return result;
}

/** Leaves out of a module what none of these exports reaches, the other exports first. */
export async function reached(module, kept, result, args = []) {
  const graph = `${result}.graph.json`;
  const outside = { name: 'outside', root: true, reaches: kept };
  writeFileSync(graph, JSON.stringify([outside, ...kept.map((name) => ({ name, export: name }))]));
  await binaryen('wasm-metadce', [...args, module, '--graph-file', graph, '-o', result]);
  return result;
}

async function binaryen(tool, args) {
  await run(process.execPath, [
    scriptOf('binaryen', tool),
    ...features.map((feature) => `--enable-${feature}`),
    ...args,
  ]);
}
