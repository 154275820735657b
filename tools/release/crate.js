/** The crate, as cargo packs it. */
import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root, run } from '../lib/shell.js';
import { manifest } from './facts.js';

/**
 * Packs it, in a trial with what is not committed, and gives the path of the copy. What it compiles
 * to is no question here: `npm test` has asked it.
 */
export async function packCrate(into, { isTrial = false } = {}) {
  await run(
    'cargo',
    ['package', '--locked', '--no-verify', ...(isTrial ? ['--allow-dirty', '--offline'] : [])],
    inTarget,
  );
  const made = packedCrate();
  cpSync(made, join(into, basename(made)));
  return join(into, basename(made));
}

/** Where cargo leaves what it has packed last. */
export const packedCrate = () =>
  join(root, 'target', 'package', `hookproof-${manifest().version}.crate`);

/** Wherever this machine has its other builds. */
export const inTarget = { env: { ...process.env, CARGO_TARGET_DIR: join(root, 'target') } };
