/** A project that installed the tarball, as a user's would: what is tested is what is published. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './shell.js';

/** Packs pkg/ and gives the tarball's path and the names of the files in it. */
export async function pack(into) {
  const output = await run('npm', ['pack', './pkg', '--json', '--pack-destination', into]);
  const [{ filename, files }] = JSON.parse(output);
  return { tarball: join(into, filename), files: files.map(({ path }) => path).sort() };
}

/**
 * Calls `use` with a new folder that has the tarball installed and the tests copied, and removes it
 * afterwards. It lies inside the repository, so that the bundlers and frameworks that build it are
 * found in the repository's node_modules; hookproof itself is found in the folder's own.
 */
export async function withConsumer(use) {
  mkdirSync(join(root, 'target'), { recursive: true });
  const consumer = mkdtempSync(join(root, 'target', 'consumer-'));
  try {
    const packed = await pack(consumer);
    writeFileSync(join(consumer, 'package.json'), '{ "private": true, "type": "module" }\n');
    await run('npm', ['install', packed.tarball, '--no-audit', '--no-fund'], { cwd: consumer });
    for (const folder of ['conformance', 'vectors', 'runtimes']) {
      cpSync(join(root, 'tests', folder), join(consumer, 'tests', folder), { recursive: true });
    }
    return await use(consumer, packed);
  } finally {
    rmSync(consumer, { recursive: true, force: true });
  }
}
