/**
 * `npm run www`: builds the site into www/dist/: the playground, www/, and beside it the API
 * reference, in api/.
 */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.js';
import { buildDocs, docs } from './docs/index.js';
import { root, say } from './lib/shell.js';
import { installPackages } from './lib/toolchain.js';

/** The playground alone, of a package that is built. `plugins` are Vite's. */
export async function buildWww(plugins = []) {
  say('building the playground');
  const vite = await import('vite');
  await vite.build({ root: join(root, 'www'), logLevel: 'warn', plugins });
}

export const site = join(root, 'www', 'dist');

/** The playground with a link to the reference, and the reference. */
export async function buildSite() {
  const link = {
    name: 'hookproof:reference',
    transformIndexHtml: (html) =>
      html.replace('<!-- reference -->', '<a href="api/">API reference</a> · '),
  };
  await buildWww([link]);
  await buildDocs();
  cpSync(docs, join(site, 'api'), { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await installPackages();
  await build();
  await buildSite();
}
