/** An Astro app on Cloudflare. */
import { join } from 'node:path';
import { withHost } from './lib/host.js';
import { askWrangler } from './lib/workers.js';

export const rows = [
  {
    name: 'Astro 7, Cloudflare',
    run: (consumer) =>
      withHost('astro-cloudflare', consumer, async (host) => {
        await host.runProgram('astro', 'astro', ['build']);
        return {
          version: host.versionOf('astro'),
          ...(await askWrangler(host, join('dist', 'server', 'wrangler.json'))),
        };
      }),
  },
];
