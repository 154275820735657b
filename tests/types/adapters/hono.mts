import { type Context, Hono } from 'hono';
import { webhook } from 'hookproof/hono';

interface JobEvent {
  type: 'job.completed';
  data: { job_id: string };
}
interface Environment {
  Bindings: { WEBHOOK_SECRET: string };
}

declare const secret: string | undefined;

export const app = new Hono<Environment>()
  .post(
    '/webhook',
    webhook<JobEvent>((c: Context<Environment>) => c.env.WEBHOOK_SECRET),
    (c) => {
      const jobId: string = c.var.webhook.event.data.job_id;
      const { id } = c.get('webhook');
      return c.text(jobId + id);
    },
  )
  .post(
    '/untyped',
    webhook((c) => c.env.WEBHOOK_SECRET),
    (c) => c.text(c.var.webhook.id),
  )
  .post('/from-the-environment', webhook(secret, { minSecretBytes: 18 }), (c) => c.body(null, 204))
  .post('/rotated', webhook(['whsec_', 'whsec_'] as const), (c) => c.body(null, 204))
  .post(
    '/hooks',
    webhook('whsec_', { onRefused: (error, c) => console.warn(c.req.path, error.code) }),
    (c) => c.body(null, 204),
  );

/** What must not compile; it is never called. */
export function mistakes(): void {
  // @ts-expect-error no secret
  webhook();
  // @ts-expect-error the event's type is unknown unless it is named
  new Hono().post('/', webhook('whsec_'), (c) => c.text(c.var.webhook.event.type));
}
