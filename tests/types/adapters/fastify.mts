import fastify from 'fastify';
import { type ReceivedWebhook, webhook } from 'hookproof/fastify';

const app = fastify();
const options = webhook('whsec_', { onRefused: (error, request) => request.log.warn(error.code) });
app.post('/webhook', options, async (request, reply) => {
  const received: ReceivedWebhook | undefined = request.webhook;
  return reply.code(204).send(received?.id);
});
app.post<{ Body: { type: string } }>(
  '/typed',
  { ...options, schema: { body: { type: 'object' } } },
  async (request) => request.body.type.length,
);
app.route({ method: 'POST', url: '/route', ...options, handler: async (request) => request.webhook?.secretIndex });

/** What must not compile; it is never called. */
export function mistakes(): void {
  // @ts-expect-error no secret
  webhook();
  // @ts-expect-error an option of the wrong type
  webhook('whsec_', { bodyTimeoutMs: '1s' });
}
