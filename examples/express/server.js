import express from 'express';
import { webhook } from 'hookproof/express';
import { memoryReplayStore } from 'hookproof/replay';

const app = express();

const verified = webhook(process.env.WEBHOOK_SECRET, {
  // For one process. Several share a redisReplayStore.
  replay: memoryReplayStore(),
  // The code is for the log: a sender, or whoever claims to be one, learns only that it was
  // refused.
  onRefused: (error) => console.warn(`refused: ${error.code}`),
});

// The signature covers the bytes as they were sent: put this before any express.json().
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
