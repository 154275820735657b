/** Vite with Cloudflare's plugin: a build, and the development server, which runs workerd too. */
import { join } from 'node:path';
import { asked } from './lib/asked.js';
import { withHost } from './lib/host.js';
import { askServer, askWrangler } from './lib/workers.js';

const ways = {
  build: async (host) => {
    await host.runProgram('vite', 'vite', ['build']);
    return await askWrangler(host, join('dist', 'receiver', 'wrangler.json'));
  },
  'dev server': (host) =>
    askServer(
      host,
      host.scriptOf('vite', 'vite'),
      (port) => ['--host', '127.0.0.1', '--port', String(port), '--strictPort'],
      /(Local:)/,
      (origin) => asked((path, init) => sendAgain(new URL(path, origin), init)),
    ),
};

/**
 * Asks once more where Vite has lost its own connection to workerd: after the seconds that the
 * suite takes, it now and then uses one that workerd has just closed.
 */
async function sendAgain(url, init) {
  const send = () => fetch(url, { ...init, redirect: 'manual' });
  const response = await send();
  const isLost =
    response.status === 500 && (await response.clone().text()).includes('"message":"fetch failed"');
  return isLost ? await send() : response;
}

export const rows = Object.entries(ways).map(([way, run]) => ({
  name: `Vite for Cloudflare, ${way}`,
  run: (consumer) =>
    withHost('vite-cloudflare', consumer, async (host) => ({
      version: `${host.versionOf('vite')}, plugin ${host.versionOf('@cloudflare/vite-plugin')}`,
      ...(await run(host)),
    })),
}));
