/** Without the types of any runtime. */
import { type ReplayStore, webhookHandler, type WebhookHandlerOptions } from 'hookproof/fetch';

interface JobEvent {
  type: 'job.completed';
  data: { job_id: string };
}
interface Env {
  WEBHOOK_SECRET: string;
  store: ReplayStore;
}

export default {
  fetch: webhookHandler({
    secret: (env: Env) => env.WEBHOOK_SECRET,
    replay: (env) => env.store,
    onEvent: ({ id }, { request, env }) => console.log(id, request.url, env.WEBHOOK_SECRET.length),
    onRefused: (error, request) => console.warn(request.url, error.code),
  }),
};

/** As the environment gives it: a missing one is told at the first request. */
declare const secret: string | undefined;
export const found = [
  webhookHandler<JobEvent>({
    secret,
    minSecretBytes: 18,
    onEvent: ({ event }) => console.log(event.data.job_id),
  }),
  webhookHandler({ secret: ['whsec_', 'whsec_'] as const, onEvent: () => {} }),
  webhookHandler({
    secret: (env: { WEBHOOK_SECRET?: string }) => env.WEBHOOK_SECRET,
    onEvent: () => {},
  }),
];

/** As Next's route handlers have to be. */
export const POST: (request: Request, context: { params: Promise<object> }) => Promise<Response> =
  webhookHandler<JobEvent>({
    secret: async () => ['whsec_', new Uint8Array(32)],
    onEvent: async ({ event }) => Response.json(event.data.job_id),
    onError: (error) => console.error(error),
  });

export const options: WebhookHandlerOptions<
  JobEvent,
  Env,
  { waitUntil(promise: Promise<unknown>): void }
> = {
  secret: 'whsec_',
  onEvent: ({ event }, { ctx }) => ctx.waitUntil(Promise.resolve(event.data.job_id)),
};

/** What must not compile; it is never called. */
export function mistakes(): void {
  // @ts-expect-error no secret
  webhookHandler({ onEvent: () => {} });
  // @ts-expect-error no onEvent
  webhookHandler({ secret: 'whsec_' });
  // @ts-expect-error an answer that is no Response
  webhookHandler({ secret: 'whsec_', onEvent: () => 204 });
}
