/**
 * Whether the crate's API has broken with that of the release before it, or, as long as there is
 * none, with that of a commit.
 */
import { attempt } from '../../tools/lib/shell.js';
import { cargoSemverChecks } from '../../tools/lib/toolchain.js';

/** `baseline` is a commit; without one it is the newest release. */
export async function breaks(baseline) {
  const since = baseline === undefined ? [] : ['--baseline-rev', baseline];
  const args = [
    'semver-checks',
    '--only-explicit-features',
    '--features',
    'explain,http',
    ...since,
  ];
  const { code, output } = await attempt(await cargoSemverChecks(), args);
  return { broken: code !== 0, output };
}

/**
 * Returns the newest release, or nothing before the first one. A registry that cannot be asked is
 * an error.
 */
export async function newestRelease() {
  const { code, output } = await attempt('cargo', ['info', 'hookproof', '--registry', 'crates-io']);
  if (code === 0) return /^version: (\S+)/m.exec(output)[1];
  if (/could not find/.test(output)) return undefined;
  throw new Error(output);
}
