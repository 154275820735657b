/** `npm run www`: builds the playground, www/, into www/dist/. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.js';
import { root, say } from './lib/shell.js';

/** The playground alone, of a package that is built. */
export async function buildWww() {
  say('building the playground');
  const vite = await import('vite');
  await vite.build({ root: join(root, 'www'), logLevel: 'warn' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build();
  await buildWww();
}
