import { join } from 'node:path';
import { preview } from 'vite';
import { root } from './shell.js';

/**
 * Serves www/dist on loopback; a port that is taken, or 0, means any that is free. `plugins` are
 * Vite's.
 */
export async function serveWww(port = 0, plugins = []) {
  const server = await preview({
    root: join(root, 'www'),
    logLevel: 'error',
    plugins,
    preview: { host: '127.0.0.1', port, open: false },
  });
  return { url: server.resolvedUrls.local[0], stop: () => closed(server) };
}

/** At once, whatever still waits for an answer. */
async function closed({ httpServer }) {
  const ended = new Promise((resolve) => httpServer.close(resolve));
  httpServer.closeAllConnections();
  await ended;
}
