import { createHash } from 'node:crypto';
import express from 'express';
import { webhook } from 'hookproof/express';
import { postgresReplayStore } from 'hookproof/replay';
import pg from 'pg';
import PgBoss from 'pg-boss';

const connectionString = process.env.DATABASE_URL ?? 'postgres://localhost/postgres';
const pool = new pg.Pool({ connectionString });
pool.on('error', (error) => console.warn(`postgres: ${error.message}`));
const boss = new PgBoss(connectionString);
boss.on('error', (error) => console.warn(`pg-boss: ${error.message}`));
await boss.start();
await boss.createQueue('webhooks');

const verified = webhook(process.env.WEBHOOK_SECRET, {
  replay: postgresReplayStore(pool),
  onRefused: (error) => console.warn(`refused: ${error.code ?? error.message}`),
});

const app = express();

// Answered as soon as the queue has it. If PostgreSQL does not take it, the answer is 500 and the
// sender tries again.
app.post('/webhook', verified, async (req, res) => {
  const { id, event } = req.webhook;
  // A second job under the same id is none. So it holds also if this process dies before the id is
  // done.
  await boss.send(
    'webhooks',
    { id, event },
    { id: uuidOf(id), retryLimit: 10, retryBackoff: true, expireInSeconds: seconds },
  );
  res.sendStatus(204);
});

/** How long a worker may take, or may have died before another one takes over. */
const seconds = Number(process.env.EXPIRE_SECONDS ?? 900);

/** The key of a job is a UUID: one that a webhook's id always gives. */
function uuidOf(id) {
  const hash = createHash('sha256').update(id).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}

const server = app.listen(process.env.PORT ?? 3000, (error) => {
  if (error) throw error;
  console.log(`listening on http://localhost:${server.address().port}/webhook`);
});
