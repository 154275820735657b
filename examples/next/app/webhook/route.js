import { webhookHandler } from 'hookproof/fetch';
import { memoryReplayStore } from 'hookproof/replay';
import { after } from 'next/server';

export const POST = webhookHandler({
  // A function, so that `next build` needs no secret.
  secret: () => process.env.WEBHOOK_SECRET,
  // For one process. On Vercel and its like there are several: share a redisReplayStore.
  replay: memoryReplayStore(),
  // The code is for the log: a sender, or whoever claims to be one, learns only that it was
  // refused.
  onRefused: (error) => console.warn(`refused: ${error.code}`),
  // Answer first. A sender waits for some seconds only, and takes silence for a failure.
  onEvent: (webhook) => after(() => work(webhook)),
});

/** What must not be lost if this process ends goes into a queue instead, before the answer. */
async function work({ id, event }) {
  console.log(`${id}: ${event.type}`);
}
