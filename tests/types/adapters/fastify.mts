import fastify, { type FastifyRequest } from 'fastify';
import { type ReceivedWebhook, webhook } from 'hookproof/fastify';

interface JobEvent {
  type: 'job.completed';
  data: { job_id: string };
}
interface Tenant {
  Params: { tenant: string };
}

const app = fastify();
app.post('/typed-event', webhook<JobEvent>(process.env['WEBHOOK_SECRET']), async (request) => {
  const jobId: string | undefined = request.webhook?.event.data.job_id;
  return jobId;
});
app.post(
  '/typed-event-and-schema',
  { ...webhook<JobEvent>('whsec_'), schema: { body: { type: 'object' } } },
  async (request) => request.webhook?.event.data.job_id.length,
);
const tenants = webhook<JobEvent, FastifyRequest<Tenant>>(
  ({ params }) => [params.tenant, 'whsec_'] as const,
);
app.post<Tenant>(
  '/:tenant',
  tenants,
  async (request) => request.params.tenant + request.webhook?.id,
);
fastify({ http2: true }).post(
  '/',
  webhook<JobEvent>(['whsec_'] as const),
  async (request) => request.webhook?.event.type.length,
);
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
app.route({
  method: 'POST',
  url: '/route',
  ...options,
  handler: async (request) => request.webhook?.secretIndex,
});
app.route({
  method: 'POST',
  url: '/typed',
  ...webhook<JobEvent>('whsec_'),
  handler: async (request) => request.webhook?.event.type.length,
});

/** What must not compile; it is never called. */
export function mistakes(): void {
  // @ts-expect-error no secret
  webhook();
  // @ts-expect-error the event's type is unknown unless it is named
  app.post('/untyped', webhook('whsec_'), async (request) => request.webhook?.event.type);
  // @ts-expect-error a route without a webhook has no event of its type
  app.post('/other', async (request) => request.webhook?.event.type);
  // @ts-expect-error an option of the wrong type
  webhook('whsec_', { bodyTimeoutMs: '1s' });
}
