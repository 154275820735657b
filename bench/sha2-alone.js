import { join } from 'node:path';
import { scriptOf } from '../tools/lib/binaries.js';
import { root, run } from '../tools/lib/shell.js';

/**
 * Builds sha2-alone.rs with the profile, the instructions and the optimiser of the core, and gives
 * the path of the result.
 */
export async function buildSha2Alone() {
  const target = ['--target', 'wasm32-unknown-unknown', '--profile', 'wasm'];
  const env = { ...process.env, CARGO_ENCODED_RUSTFLAGS: '-Ctarget-feature=+simd128' };
  await run('cargo', ['rustc', '--example', 'sha2-alone', ...target], { env });
  const folder = join(root, 'target', 'wasm32-unknown-unknown', 'wasm', 'examples');
  const optimised = join(folder, 'sha2-alone.opt.wasm');
  await run(process.execPath, [
    scriptOf('binaryen', 'wasm-opt'),
    '-O3',
    join(folder, 'sha2_alone.wasm'),
    '-o',
    optimised,
  ]);
  return optimised;
}
