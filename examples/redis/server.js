import express from 'express';
import { webhook } from 'hookproof/express';
import { redisReplayStore } from 'hookproof/replay';
import { createClient } from 'redis';

const redis = createClient({ url: process.env.REDIS_URL ?? 'redis://localhost:6379' });
redis.on('error', (error) => console.warn(`redis: ${error.message}`));
await redis.connect();

const verified = webhook(process.env.WEBHOOK_SECRET, {
  // However many of these processes run, each webhook is for one of them. While Redis is down the
  // answer is 503.
  replay: redisReplayStore(redis, { prefix: 'example' }),
  onRefused: (error) => console.warn(`refused: ${error.code ?? error.message}`),
});

const app = express();

app.post('/webhook', verified, (req, res) => {
  // Answer first. A sender waits for some seconds only, and takes silence for a failure.
  res.sendStatus(204);
  work(req.webhook).catch((error) => console.error(`${req.webhook.id}:`, error));
});

/** What must not be lost if this process ends goes into a queue instead, before the answer. */
async function work({ id, event }) {
  console.log(`${id}: ${event.type}`);
}

const server = app.listen(process.env.PORT ?? 3000, (error) => {
  if (error) throw error;
  console.log(`listening on http://localhost:${server.address().port}/webhook`);
});
