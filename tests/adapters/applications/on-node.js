import { serve } from '@hono/node-server';

/** Serves a fetch handler with Hono's adapter for Node. */
export const onNode = (name, fetch) => ({
  name,
  isInProcess: true,
  async start() {
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' });
    await new Promise((resolve) => server.on('listening', resolve));
    return { url: `http://127.0.0.1:${server.address().port}`, server, stop: () => stop(server) };
  },
});

/** Ends a server of Node's, and whoever is still connected. */
export async function stop(server) {
  server.closeAllConnections?.();
  await new Promise((resolve) => server.close(resolve));
}
