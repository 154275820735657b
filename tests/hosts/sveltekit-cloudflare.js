/** A SvelteKit app on Cloudflare. */
import { withHost } from './lib/host.js';
import { askWrangler } from './lib/workers.js';

export const rows = [
  {
    name: 'SvelteKit 2, Cloudflare',
    run: (consumer) =>
      withHost('sveltekit-cloudflare', consumer, async (host) => {
        await host.runProgram('vite', 'vite', ['build']);
        return { version: host.versionOf('@sveltejs/kit'), ...(await askWrangler(host)) };
      }),
  },
];
