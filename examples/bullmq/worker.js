import { Worker } from 'bullmq';

// A job whose worker has died is another worker's once its lock has ended: that is at least once,
// so what must not happen twice needs the id here as well, as the key of a payment or of a row.
const worker = new Worker('webhooks', async ({ data }) => await work(data), {
  connection: { url: process.env.REDIS_URL ?? 'redis://localhost:6379' },
  lockDuration: Number(process.env.LOCK_MS ?? 30_000),
  stalledInterval: Number(process.env.LOCK_MS ?? 30_000),
  maxStalledCount: 10,
});
worker.on('failed', (job, error) => console.error(`${job?.id}: ${error.message}`));

async function work({ id, event }) {
  console.log(`${id}: ${event.type}`);
}

console.log('listening on the queue');
