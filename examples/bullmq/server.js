import { Queue } from 'bullmq';
import express from 'express';
import { webhook } from 'hookproof/express';
import { redisReplayStore } from 'hookproof/replay';
import { Redis } from 'ioredis';

const url = process.env.REDIS_URL ?? 'redis://localhost:6379';
const redis = new Redis(url).on('error', (error) => console.warn(`redis: ${error.message}`));
const queue = new Queue('webhooks', {
  connection: { url },
  defaultJobOptions: {
    attempts: 10,
    backoff: { type: 'exponential', delay: 1000 },
    removeOnComplete: { age: 2 * 86_400 },
  },
});

const verified = webhook(process.env.WEBHOOK_SECRET, {
  replay: redisReplayStore(redis),
  onRefused: (error) => console.warn(`refused: ${error.code ?? error.message}`),
});

const app = express();

// Answered as soon as the queue has it. If Redis does not take it, the answer is 500 and the sender
// tries again.
app.post('/webhook', verified, async (req, res) => {
  const { id, event } = req.webhook;
  // The id is the job's: a second one under it is none. So it holds also if this process dies
  // before the id is done.
  await queue.add('webhook', { id, event }, { jobId: id });
  res.sendStatus(204);
});

const server = app.listen(process.env.PORT ?? 3000, (error) => {
  if (error) throw error;
  console.log(`listening on http://localhost:${server.address().port}/webhook`);
});
