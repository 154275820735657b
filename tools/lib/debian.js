import { existsSync } from 'node:fs';
import { installing } from './install-lock.js';
import { attempt, run, say } from './shell.js';

/**
 * Thrown where a program is missing that cannot be installed from here: whatever needs it is
 * skipped.
 */
export class NotInstalled extends Error {}

/**
 * Makes sure of programs that come from Debian: installs the packages if one is missing, or says
 * what to install.
 */
export async function debian(programs) {
  const missing = () => Object.entries(programs).filter(([path]) => !existsSync(path));
  if (missing().length === 0) return;
  await installing(() => install(missing()));
}

async function install(missing) {
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(([, name]) => name))];
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || (await attempt('apt-get', ['--version']).catch(() => undefined)) === undefined) {
    throw new NotInstalled(
      `install first: ${packages.join(' ')} (on Debian: apt-get install ${packages.join(' ')})`,
    );
  }
  say(`installing ${packages.join(', ')} from Debian`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
}
