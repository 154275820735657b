/** With Express's own types. */
import express, { type Request } from 'express';
import {
  type ReceivedWebhook,
  type ReceiverOptions,
  type ReplayStore,
  webhook,
} from 'hookproof/express';

interface JobEvent {
  type: 'job.completed';
  data: { job_id: string };
}

declare const store: ReplayStore;
const options: ReceiverOptions<Request> = {
  maxBodyBytes: 1024,
  toleranceSeconds: 60,
  replay: store,
  onReplay: 'acknowledge',
  onStoreError: (error, req) => (req.path === '/' && error ? 'accept' : 'refuse'),
  onRefused: (error, req) => console.warn(req.ip, error.code),
};

const app = express();
app.post('/webhook', webhook('whsec_', options), (req, res) => {
  const { id, event } = req.webhook as ReceivedWebhook<JobEvent>;
  const jobId: string = event.data.job_id;
  res.status(204).end(`${id} ${jobId}`);
});
app.post('/from-the-environment', webhook(process.env['WEBHOOK_SECRET'], { minSecretBytes: 18 }));
app.post('/rotated', webhook(['whsec_', 'whsec_'] as const));
app.post(
  '/found',
  webhook(() => process.env['WEBHOOK_SECRET']),
);
app.use(
  '/all',
  webhook<Request>((req) => [String(req.params['tenant']), new Uint8Array(32)]),
);
app.post(
  '/each/:tenant',
  webhook<Request>(async (req) => req.hostname),
);

/** What must not compile; it is never called. */
export function mistakes(): void {
  // @ts-expect-error no secret
  webhook();
  // @ts-expect-error Express has one type of request: the event's type is named where it is used
  webhook<JobEvent>('whsec_');
  // @ts-expect-error a number is no secret
  webhook(7);
  // @ts-expect-error a limit that is no number
  webhook('whsec_', { maxBodyBytes: '1mb' });
  // @ts-expect-error an unknown option
  webhook('whsec_', { tolerance: 300 });
  // @ts-expect-error a store that cannot release
  webhook('whsec_', { replay: { claim: async () => true } });
  // @ts-expect-error the event's type is unknown unless it is named
  app.post('/', webhook('whsec_'), (req) => req.webhook?.event.type);
}
