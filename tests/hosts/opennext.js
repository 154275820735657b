/** A Next app on Cloudflare, by OpenNext. */
import { withHost } from './lib/host.js';
import { askWrangler } from './lib/workers.js';

export const rows = [
  {
    name: 'OpenNext for Cloudflare',
    run: (consumer) =>
      withHost('opennext', consumer, async (host) => {
        await host.runProgram('@opennextjs/cloudflare', 'opennextjs-cloudflare', ['build']);
        return {
          version: `${host.versionOf('@opennextjs/cloudflare')}, Next ${host.versionOf('next')}`,
          ...(await askWrangler(host)),
        };
      }),
  },
];
