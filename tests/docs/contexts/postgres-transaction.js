/**
 * A receiver with PostgreSQL: a failure leaves nothing behind, and a second delivery is not worked
 * on.
 */
import { deepEqual, rejects } from 'node:assert/strict';
import { unwrapWebhook } from 'hookproof';
import { postgresReplayStore } from 'hookproof/replay';
import { installClients } from '../../replay/clients/install.js';
import { open } from '../../replay/clients/drivers/postgres.js';
import { withPostgres } from '../../replay/postgres-server.js';
import { body, headersFor, secret } from '../sender.js';

await installClients();
await withPostgres(async ({ url }) => {
  const { db: sql, close } = await open(url);
  await sql.unsafe('CREATE TABLE jobs (type text NOT NULL)');
  let isBroken = true;

  const receive = async (headers) => {
    const work = async (tx, event) => {
      await tx`INSERT INTO jobs VALUES (${event.type})`;
      if (isBroken) throw new Error('it failed after it had written');
    };
    /* the block */
  };

  const count = async () => (await sql`SELECT count(*)::int AS jobs FROM jobs`)[0].jobs;
  const headers = headersFor(body);
  await rejects(receive(headers), /it failed after/);
  deepEqual(await count(), 0);
  isBroken = false;
  deepEqual([await receive(headers), await receive(headers), await count()], [204, 204, 1]);
  await close();
});
