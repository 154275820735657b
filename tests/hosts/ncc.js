/** `ncc`, which makes one file of a program for Node. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastJson, run } from '../../tools/lib/shell.js';
import { withHost } from './lib/host.js';

export const rows = [
  {
    name: '@vercel/ncc',
    run: (consumer) =>
      withHost('ncc', consumer, async (host) => {
        await host.runProgram('@vercel/ncc', 'ncc', [
          'build',
          'index.mjs',
          '--out',
          'dist',
          '--minify',
        ]);
        // Away from node_modules: the file must be enough.
        const away = mkdtempSync(join(tmpdir(), 'hookproof-ncc-'));
        cpSync(join(host.folder, 'dist'), away, { recursive: true });
        const printed = await run('node', ['index.mjs'], { cwd: away, env: host.env });
        rmSync(away, { recursive: true });
        return { version: host.versionOf('@vercel/ncc'), ...lastJson(printed) };
      }),
  },
];
