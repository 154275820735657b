/** Vite with Cloudflare's plugin: a build, and the development server, which runs workerd too. */
import { join } from 'node:path';
import { withHost } from './lib/host.js';
import { askServer, askWrangler } from './lib/workers.js';

const ways = {
  build: async (host) => {
    await host.runProgram('vite', 'vite', ['build']);
    return await askWrangler(host, join('dist', 'receiver', 'wrangler.json'));
  },
  'dev server': (host) =>
    askServer(host, host.scriptOf('vite', 'vite'), (port) => ['--host', '127.0.0.1', '--port', String(port), '--strictPort'], /(Local:)/),
};

export const rows = Object.entries(ways).map(([way, run]) => ({
  name: `Vite for Cloudflare, ${way}`,
  run: (consumer) =>
    withHost('vite-cloudflare', consumer, async (host) => ({
      version: `${host.versionOf('vite')}, plugin ${host.versionOf('@cloudflare/vite-plugin')}`,
      ...(await run(host)),
    })),
}));
