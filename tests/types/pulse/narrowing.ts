import {
  createWebhookLink,
  type KnownPulseEvent,
  parsePulseEvent,
  type PulseEvent,
  PulseError,
  type PulseErrorCode,
  type PulseJobCompleted,
  type UnknownPulseEvent,
} from 'hookproof/pulse';

const event: PulseEvent = parsePulseEvent({});

// Each type has its own fields, whichever way it is told apart.
if (event.type === 'job.completed') {
  const completed: PulseJobCompleted = event;
  const pages: number | null | undefined = completed.data.pages_processed;
  void pages;
  // @ts-expect-error Another type's field.
  event.data.error;
}
if (event.type === 'job.failed') {
  const error: unknown = event.data.error;
  void error;
  // @ts-expect-error Another type's field.
  event.data.pages_processed;
}
// @ts-expect-error Not yet told apart: an unknown event's data can be anything.
event.data.job_id;

// What is left is not a known one.
function rest(event: PulseEvent): UnknownPulseEvent | KnownPulseEvent['type'] | 'archived' {
  if (
    event.type === 'job.created' ||
    event.type === 'job.processing' ||
    event.type === 'job.completed'
  )
    return event.type;
  if (event.type === 'job.failed' || event.type === 'job.cancelled') return event.type;
  // @ts-expect-error Nobody has checked it.
  event.data.job_id;
  if ((event.type as string) === 'job.archived') return 'archived';
  return event;
}
void rest;

// An unknown type is still a string, and a known event a PulseEvent.
const text: string = event.type;
const created: PulseEvent = { type: 'job.created', data: { job_id: '1' } };
void text;
void created;
// @ts-expect-error A known event has a job.
const withoutJob: PulseEvent = { type: 'job.created', data: {} };
void withoutJob;

const { link } = await createWebhookLink({
  apiKey: 'key',
  baseUrl: new URL('https://api.runpulse.com'),
  fetch,
  timeoutMs: 1000,
});
const url: string = link;
void url;
// @ts-expect-error There is no call without a key.
await createWebhookLink({});

declare const error: unknown;
if (error instanceof PulseError) {
  const code: PulseErrorCode = error.code;
  const said: string | undefined = error.error?.message;
  const details: Record<string, unknown> | undefined = error.error?.details;
  void [code, said, details];
}
