/** Servers that this machine alone can reach. */
import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * Calls `use` with the origin of a server that answers with `listener`, and closes it afterwards,
 * whoever is still connected.
 */
export async function serving(listener, use) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`http://127.0.0.1:${server.address().port}`);
  } finally {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}

/** Returns a port for a program that takes one, and does not say which it was given. */
export const freePort = () => serving(undefined, (origin) => Number(new URL(origin).port));
