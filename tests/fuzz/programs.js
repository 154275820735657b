/** The fuzz targets, and the programs that cargo-fuzz makes of them. */
import { join } from 'node:path';
import { attempt, root, run } from '../../tools/lib/shell.js';
import { cargoFuzz } from '../../tools/lib/toolchain.js';

export const targets = [
  'headers',
  'timestamp',
  'signatures',
  'secret',
  'verify',
  'ed25519',
  'explain',
];

let built;

/** Builds all of them, once in a process; gives their folder. */
export function buildTargets() {
  built ??= build();
  return built;
}

async function build() {
  const tool = await cargoFuzz();
  // Sanitizers are for nightly; this has the pinned stable take them, so that a second toolchain is
  // not needed.
  const env = { ...process.env, RUSTC_BOOTSTRAP: '1' };
  const { code, output } = await attempt(tool, ['build', '--fuzz-dir', 'fuzz'], { env });
  if (code !== 0) throw new Error(`cargo fuzz build ended with ${code}\n${output}`);
  const [, host] = /^host: (.*)$/m.exec(await run('rustc', ['-vV']));
  return join(root, 'fuzz', 'target', host, 'release');
}
