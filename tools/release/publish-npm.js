/**
 * `node tools/release/publish-npm.js`: publishes the tarball of target/release-files/ to npm. No
 * token: npm trusts the workflow, by OpenID Connect. `--dry-run` says what would be published,
 * `--without-provenance` is for a trial.
 */
import { join } from 'node:path';
import { run } from '../lib/shell.js';
import { mustBeCompared, releaseFiles } from './compared.js';
import { manifest } from './facts.js';

/** The first that knows trusted publishing. */
const needed = [11, 5, 1];

const isDry = process.argv.includes('--dry-run');
// Provenance can only be made where a workflow runs.
const isTrial = process.argv.includes('--without-provenance');
mustBeCompared();
if (!isDry && !isTrial) await npmMustBeTrusted();
const tarball = join(releaseFiles, `hookproof-${manifest().version}.tgz`);
const how = [
  ...(isDry ? ['--dry-run', '--json'] : []),
  ...(isDry || isTrial ? [] : ['--provenance']),
];
console.log(await run('npm', ['publish', tarball, '--access', 'public', ...how]));

async function npmMustBeTrusted() {
  const version = (await run('npm', ['--version'])).trim();
  const [major, minor, patch] = version.split('.').map(Number);
  const isOld =
    [major - needed[0], minor - needed[1], patch - needed[2]].find(
      (difference) => difference !== 0,
    ) < 0;
  if (isOld)
    throw new Error(
      `npm ${version} has no trusted publishing: it takes ${needed.join('.')} or newer`,
    );
}
