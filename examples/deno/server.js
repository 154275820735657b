import { webhookHandler } from 'hookproof/fetch';
import { memoryReplayStore } from 'hookproof/replay';

const receive = webhookHandler({
  secret: Deno.env.get('WEBHOOK_SECRET'),
  // For one process. Several share a redisReplayStore.
  replay: memoryReplayStore(),
  // The code is for the log: a sender, or whoever claims to be one, learns only that it was
  // refused.
  onRefused: (error) => console.warn(`refused: ${error.code}`),
  onEvent: (webhook) => {
    // Not awaited. A sender waits for some seconds only, and takes silence for a failure.
    work(webhook).catch((error) => console.error(`${webhook.id}:`, error));
  },
});

/** What must not be lost if this process ends goes into a queue instead, before the answer. */
async function work({ id, event }) {
  console.log(`${id}: ${event.type}`);
}

const onListen = ({ port }) => console.log(`listening on http://localhost:${port}/webhook`);

Deno.serve({ port: Number(Deno.env.get('PORT') ?? 3000), onListen }, (request) => {
  return new URL(request.url).pathname === '/webhook'
    ? receive(request)
    : new Response(null, { status: 404 });
});
