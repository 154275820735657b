/**
 * `node tools/release/publish-jsr.js`: publishes target/release-files/jsr/ to JSR, which trusts the
 * workflow instead of a token. `--dry-run` does all but that: it checks the types and what JSR asks
 * of a package.
 */
import { join } from 'node:path';
import { binaryOf } from '../lib/binaries.js';
import { attempt } from '../lib/shell.js';
import { mustBeCompared, releaseFiles } from './compared.js';

mustBeCompared();
const options = process.argv.includes('--dry-run') ? ['--dry-run'] : [];
const cwd = join(releaseFiles, 'jsr');
// --allow-dirty: the folder is made, and not in git.
const { code } = await attempt(binaryOf('deno'), ['publish', '--allow-dirty', ...options], {
  cwd,
  show: true,
});
process.exitCode = code;
