/**
 * What the tests of once only in Python need of this machine: a Redis, a PostgreSQL, and Node with
 * the drivers of the JavaScript stores.
 */
import { installClients } from '../replay/clients/install.js';
import { withPostgres } from '../replay/postgres-server.js';
import { withRedis } from '../replay/redis-server.js';

/** Calls `use` with the environment that python/tests/replay reads. */
export async function withStores(use) {
  await installClients();
  return await withRedis(({ path }) =>
    withPostgres(({ url }) =>
      use({ HOOKPROOF_REDIS: path, HOOKPROOF_POSTGRES: url, HOOKPROOF_NODE: process.execPath }),
    ),
  );
}
