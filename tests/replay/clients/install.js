/**
 * Installs the drivers, once for each lock file. Those who only build or use the package need none
 * of them.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installing } from '../../../tools/lib/install-lock.js';
import { run } from '../../../tools/lib/shell.js';

const folder = import.meta.dirname;

export async function installClients() {
  const stamp = join(folder, 'node_modules', '.hookproof-lock');
  // Also made for the Node that is to load it.
  const lock = `${createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex')} ${process.versions.modules}`;
  await installing(async () => {
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder });
    writeFileSync(stamp, lock);
  });
}
