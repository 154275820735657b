import {
  type HeadersInput,
  type Payload,
  type Secret,
  unwrapWebhook,
  type VerifiedWebhook,
  type VerifyOptions,
  WebhookVerificationError,
} from 'hookproof';

/** What Pulse says of every event. Fields that this package does not know are kept. */
interface PulseEventOf<Type extends string, Data extends PulseJob> {
  /** What happened. */
  type: Type;
  /** When it happened, as ISO 8601 text. */
  timestamp?: string | null;
  /** To which job. */
  data: Data;
}

/** The job that an event is about. */
export interface PulseJob {
  /** Pulse's identifier of the job. */
  job_id: string;
  /** As Pulse calls it, `completed` say. */
  status?: string | null;
}

/** A new asynchronous job was created. @interface */
export type PulseJobCreated = PulseEventOf<'job.created', PulseJob>;

/** The job started processing. @interface */
export type PulseJobProcessing = PulseEventOf<'job.processing', PulseJob>;

/** The job completed. @interface */
export type PulseJobCompleted = PulseEventOf<
  'job.completed',
  PulseJob & {
    /** How many pages the job had. */
    pages_processed?: number | null;
    /** In seconds. */
    processing_time?: number | null;
  }
>;

/** The job failed. Pulse does not say what an error is made of. @interface */
export type PulseJobFailed = PulseEventOf<
  'job.failed',
  PulseJob & {
    /** Whatever Pulse says of the failure. */
    error?: unknown;
  }
>;

/** The job was cancelled. @interface */
export type PulseJobCancelled = PulseEventOf<'job.cancelled', PulseJob>;

/** The events that Pulse documents. */
export type KnownPulseEvent =
  | PulseJobCreated
  | PulseJobProcessing
  | PulseJobCompleted
  | PulseJobFailed
  | PulseJobCancelled;

/**
 * Some string that is none of the known types. TypeScript cannot say that, but it takes no member
 * of an enum for a literal.
 */
declare enum UnknownPulseEventType {
  other = '',
}

/** An event of a type that is newer than this package, as it came. */
export interface UnknownPulseEvent {
  /**
   * A string; marked as none of the known ones, so that a `switch` tells them apart. To compare it:
   * `event.type as string`.
   */
  type: UnknownPulseEventType;
  /** Unchecked. */
  timestamp?: unknown;
  /** Unchecked. */
  data?: unknown;
}

/**
 * An event from Pulse. In a `switch` over `type` each case has its own fields, and the default has
 * what is left: as `satisfies UnknownPulseEvent` it does not compile while a known type has no
 * case.
 *
 * @example
 * switch (event.type) {
 *   case 'job.completed':
 *     return fetchResult(event.data.job_id);
 *   case 'job.failed':
 *     return report(event.data.job_id, event.data.error);
 *   case 'job.created':
 *   case 'job.processing':
 *   case 'job.cancelled':
 *     return;
 *   default:
 *     event satisfies UnknownPulseEvent;
 * }
 */
export type PulseEvent = KnownPulseEvent | UnknownPulseEvent;

/** The kind that each field of `data` has, if it is there. */
const fields: Record<KnownPulseEvent['type'], Record<string, 'string' | 'number'>> = {
  'job.created': { status: 'string' },
  'job.processing': { status: 'string' },
  'job.completed': { status: 'string', pages_processed: 'number', processing_time: 'number' },
  'job.failed': { status: 'string' },
  'job.cancelled': { status: 'string' },
};

/**
 * Verifies a webhook from Pulse like {@link unwrapWebhook}, and gives its event, typed.
 *
 * An event of a type that this package does not know is given as it came: Pulse will add some. One
 * of a known type is checked, because nobody else will: its job must have an id, and the documented
 * fields, where they are there and not null, their kinds.
 *
 * @param payload The raw body.
 * @param headers The request's headers.
 * @param secret The signing secret from Pulse's webhook portal, or several during a rotation.
 * @param options The tolerance in seconds, and the time to compare with.
 * @returns What {@link unwrapWebhook} gives, with a typed event.
 * @throws {WebhookVerificationError} The webhook must not be processed; `code` says why.
 *   `ERR_PAYLOAD_JSON`: it is authentic,
 * but no JSON or not what Pulse documents; the message names the field.
 * @throws {WebhookConfigError} A wrong secret, payload, headers or option, or no WebAssembly.
 *
 * @example
 * const { id, event } = unwrapPulseWebhook(body, headers, process.env.PULSE_WEBHOOK_SECRET);
 * if (event.type === 'job.completed') console.log(id, event.data.pages_processed);
 *
 * @see https://docs.runpulse.com
 */
export function unwrapPulseWebhook(
  payload: Payload,
  headers: HeadersInput,
  secret: Secret | readonly Secret[],
  options?: VerifyOptions,
): VerifiedWebhook<PulseEvent> {
  const webhook = unwrapWebhook(payload, headers, secret, options);
  return { ...webhook, event: parsePulseEvent(webhook.event) };
}

/**
 * Checks an event that was verified elsewhere, by an adapter say, and types it: the second half of
 * {@link unwrapPulseWebhook}.
 *
 * @param event The body of a verified webhook, parsed as JSON.
 * @returns The same object, typed.
 * @throws {WebhookVerificationError} `ERR_PAYLOAD_JSON`: it is not what Pulse documents; the
 *   message names the field.
 *
 * @example
 * const event = parsePulseEvent(req.webhook.event);
 *
 * @see https://docs.runpulse.com
 */
export function parsePulseEvent(event: unknown): PulseEvent {
  check(isObject(event) && typeof event.type === 'string', 'type');
  if (!Object.hasOwn(fields, event.type)) return event as unknown as UnknownPulseEvent;
  const { timestamp, data } = event;
  check(isA('string', timestamp), 'timestamp');
  check(isObject(data) && typeof data.job_id === 'string', 'data.job_id');
  for (const [name, kind] of Object.entries(fields[event.type as KnownPulseEvent['type']]))
    check(isA(kind, data[name]), `data.${name}`);
  return event as unknown as KnownPulseEvent;
}

const isObject = (value: unknown): value is Record<string, unknown> & { type: string } =>
  typeof value === 'object' && value !== null;

/** Absent and null are one to whoever reads the field. */
const isA = (kind: string, value: unknown): boolean =>
  value === undefined || value === null || typeof value === kind;

function check(good: boolean, field: string): asserts good {
  if (good) return;
  throw new WebhookVerificationError(
    `the webhook is authentic, but not an event that Pulse documents: see its ${field}`,
    {
      code: 'ERR_PAYLOAD_JSON',
    },
  );
}
