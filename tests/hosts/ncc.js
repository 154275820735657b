/** `ncc`, which makes one file of a program for Node. */
import { join } from 'node:path';
import { lastJson, run } from '../../tools/lib/shell.js';
import { withHost } from './lib/host.js';

export const rows = [
  {
    name: '@vercel/ncc',
    run: (consumer) =>
      withHost('ncc', consumer, async (host) => {
        await host.runProgram('@vercel/ncc', 'ncc', ['build', 'index.mjs', '--out', 'dist', '--minify']);
        // Away from node_modules: the file must be enough.
        await run('mv', ['dist', join('..', 'dist')], { cwd: host.folder });
        const printed = await run('node', ['index.mjs'], { cwd: join(host.folder, '..', 'dist'), env: host.env });
        return { version: host.versionOf('@vercel/ncc'), ...lastJson(printed) };
      }),
  },
];
