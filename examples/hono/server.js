import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { webhook } from 'hookproof/hono';
import { memoryReplayStore } from 'hookproof/replay';

const app = new Hono();

// On Workers the secret is a function of the context, (c) => c.env.WEBHOOK_SECRET, and the store a
// Durable Object.
const verified = webhook(process.env.WEBHOOK_SECRET, {
  // For one process. Several share a redisReplayStore.
  replay: memoryReplayStore(),
  // The code is for the log: a sender, or whoever claims to be one, learns only that it was
  // refused.
  onRefused: (error) => console.warn(`refused: ${error.code}`),
});

app.post('/webhook', verified, (c) => {
  const { webhook } = c.var;
  // Not awaited. A sender waits for some seconds only, and takes silence for a failure.
  work(webhook).catch((error) => console.error(`${webhook.id}:`, error));
  return c.body(null, 204);
});

/** What must not be lost if this process ends goes into a queue instead, before the answer. */
async function work({ id, event }) {
  console.log(`${id}: ${event.type}`);
}

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) => {
  console.log(`listening on http://localhost:${port}/webhook`);
});
