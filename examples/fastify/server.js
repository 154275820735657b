import fastify from 'fastify';
import { webhook } from 'hookproof/fastify';
import { memoryReplayStore } from 'hookproof/replay';

const app = fastify({ logger: true });

const verified = webhook(process.env.WEBHOOK_SECRET, {
  // For one process. Several share a redisReplayStore.
  replay: memoryReplayStore(),
  // The code is for the log: a sender, or whoever claims to be one, learns only that it was
  // refused.
  onRefused: (error, request) => request.log.warn(`refused: ${error.code}`),
});

app.post('/webhook', verified, async (request, reply) => {
  // Answer first. A sender waits for some seconds only, and takes silence for a failure.
  await reply.code(204).send();
  work(request.webhook, request.log).catch((error) => request.log.error(error));
});

/** What must not be lost if this process ends goes into a queue instead, before the answer. */
async function work({ id, event }, log) {
  log.info(`${id}: ${event.type}`);
}

await app.listen({ port: Number(process.env.PORT ?? 3000) });
console.log(`listening on http://localhost:${app.server.address().port}/webhook`);
