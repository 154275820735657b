import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { installing } from './install-lock.js';
import { run, say } from './shell.js';
import { cache } from './toolchain.js';

/**
 * Returns the program of one version of Node: this one, or one installed from npm, once on this
 * machine.
 */
export async function nodeBinary(version) {
  if (process.versions.node === version) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(cache, `node-${version}`);
  const program = join(folder, 'node_modules', name, 'bin', 'node');
  await installing(async () => {
    if (existsSync(program)) return;
    say(`installing Node ${version} from npm, once on this machine`);
    mkdirSync(folder, { recursive: true });
    await run(
      'npm',
      ['install', '--prefix', folder, '--no-audit', '--no-fund', `${name}@${version}`],
      { cwd: folder },
    );
  });
  return program;
}
