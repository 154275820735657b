/**
 * `node tools/release/publish-crate.js`: publishes the crate. Cargo takes no file, but packs what
 * it sends: before and after, this must be the file of target/release-files/, to the byte.
 * `--allow-dirty` is for a trial.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { attempt } from '../lib/shell.js';
import { mustBeCompared, releaseFiles } from './compared.js';
import { inTarget, packCrate, packedCrate } from './crate.js';

const isTrial = process.argv.includes('--allow-dirty');
mustBeCompared();
const folder = mkdtempSync(join(tmpdir(), 'hookproof-crate-'));
try {
  mustBeTheSame(await packCrate(folder, { isTrial }));
  // Without compiling it: no code of a dependency runs beside the token.
  const args = ['publish', '--locked', '--no-verify', ...(isTrial ? ['--allow-dirty'] : [])];
  const { code } = await attempt('cargo', args, { ...inTarget, show: true });
  process.exitCode = code;
  if (code === 0) mustBeTheSame(packedCrate());
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function mustBeTheSame(packed) {
  const compared = readFileSync(join(releaseFiles, basename(packed)));
  if (!compared.equals(readFileSync(packed)))
    throw new Error('cargo packs another crate than the one that was compared');
}
