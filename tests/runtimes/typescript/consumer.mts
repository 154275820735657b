/**
 * Every public name, used as its documentation says: this must compile under each way of resolving
 * modules.
 */
import * as hookproof from 'hookproof';
import {
  type ConfigErrorCode,
  type ConfigErrorOptions,
  generateSecret,
  type HeadersInput,
  type Payload,
  type Secret,
  type SignOptions,
  signWebhook,
  unwrapWebhook,
  type VerificationErrorCode,
  type VerificationErrorOptions,
  type VerifiedWebhook,
  type VerifyOptions,
  type VerifyRequestOptions,
  verifyRequest,
  verifyWebhook,
  Webhook,
  WebhookConfigError,
  type WebhookHeaders,
  type WebhookOptions,
  type WebhookRequiredHeaders,
  type WebhookUnbrandedRequiredHeaders,
  WebhookVerificationError,
} from 'hookproof';
import * as full from 'hookproof/full';
import {
  explainWebhook,
  generateKeyPair,
  type HintCode,
  type KeyPair,
  type WebhookCheck,
  type WebhookExplanation,
  type WebhookHint,
} from 'hookproof/full';
import {
  type KnownPulseEvent,
  type PulseEvent,
  PulseError,
  createWebhookLink,
  parsePulseEvent,
  unwrapPulseWebhook,
} from 'hookproof/pulse';
import {
  DurableObjectReplayStore,
  memoryReplayStore,
  redisReplayStore,
  type ReplayState,
  type ReplayStore,
} from 'hookproof/replay';
import {
  now,
  signedHeaders,
  signedRequest,
  svixHeaders,
  tampered,
  tamperedRequest,
  type Tampering,
  tamperings,
} from 'hookproof/testing';

interface JobEvent {
  type: 'job.completed';
  data: { job_id: string };
}

const secret: Secret = generateSecret(32);
const body: Payload = JSON.stringify({
  type: 'job.completed',
  data: { job_id: '1' },
} satisfies JobEvent);
const signOptions: SignOptions = { id: 'msg_1', timestamp: new Date() };
const signed: WebhookHeaders = signWebhook(body, [secret], signOptions);

// What frameworks give: Node's IncomingHttpHeaders, a Headers, a Map, pairs.
const nodeHeaders: { [name: string]: string | string[] | undefined; host?: string } = { ...signed };
const shapes: HeadersInput[] = [
  nodeHeaders,
  new Headers({ ...signed }),
  new Map(Object.entries(signed)),
  Object.entries(signed),
];
const options: VerifyOptions = { toleranceSeconds: 300, now: Date.now() / 1000 };
const verdicts: boolean[] = shapes.map((headers) =>
  verifyWebhook(new TextEncoder().encode(body), headers, secret, options),
);
if (verdicts.includes(false)) throw new Error('a webhook was refused');
verifyWebhook(new ArrayBuffer(0), new Headers(), new Uint8Array(32));

const unwrapped: VerifiedWebhook<JobEvent> = unwrapWebhook<JobEvent>(body, { ...signed }, secret);
const jobId: string = unwrapped.event.data.job_id;
const sent: Date = unwrapped.timestamp;

const requestOptions: VerifyRequestOptions = { maxBodyBytes: 1024, ...options };
const request = new Request('http://localhost', { method: 'POST', body, headers: { ...signed } });
const { body: bytes, secretIndex } = await verifyRequest<JobEvent>(request, secret, requestOptions);
const length: number = bytes.length + secretIndex + jobId.length + sent.getTime();

const unbranded: WebhookUnbrandedRequiredHeaders = signed;
const branded: WebhookRequiredHeaders = svixHeaders(unbranded);
if (!verifyWebhook(body, branded, secret)) throw new Error('a webhook was refused');
const why: VerificationErrorOptions & ConfigErrorOptions = {
  cause: new WebhookVerificationError('Invalid signature'),
};
if (!(new WebhookConfigError('why', why).cause instanceof WebhookVerificationError))
  throw new Error('a cause was lost');

const webhookOptions: WebhookOptions = { format: 'raw', minSecretBytes: 16 };
const event: unknown = new Webhook(secret).verify(body, { ...signed });
const signature: string = new Webhook(new Uint8Array(32), webhookOptions).sign(
  'msg_1',
  new Date(),
  body,
);

try {
  unwrapWebhook(body, {}, secret);
} catch (error) {
  if (error instanceof WebhookVerificationError) error.code satisfies VerificationErrorCode;
  else if (error instanceof WebhookConfigError) error.code satisfies ConfigErrorCode;
}

const pair: KeyPair = generateKeyPair();
const explanation: WebhookExplanation = explainWebhook(
  { parsed: true },
  { ...signed },
  [secret, pair.publicKey],
  options,
);
const failed: WebhookCheck[] = explanation.checks.filter(({ ok }) => !ok);
const hint: WebhookHint | undefined = explanation.hints[0];
const code: HintCode | undefined = hint?.code;
if (code !== 'BODY_PARSED' || failed.length === 0)
  throw new Error(`the cause was not found: ${code}`);
const fullVerdict: boolean = full.verifyWebhook(body, { ...signed }, secret, options);
const sameErrors: typeof WebhookVerificationError = full.WebhookVerificationError;
const store: ReplayStore = memoryReplayStore({ maxEntries: 1000 });
const state: ReplayState = await store.claim('msg_1', { leaseSeconds: 60, token: 'one' });
if (state !== 'claimed' || (await store.complete('msg_1', 'one', 172_800)) === false)
  throw new Error('a claim was refused');
if (await store.release('msg_1', 'one')) throw new Error('what is done was released');
/** One of one's own need not tell whether it did. */
export const own: ReplayStore = {
  claim: async () => 'busy',
  complete: async () => {},
  release: async () => {},
};
/** Needs what is not here; it is never called. */
export const stores = (
  client: Parameters<typeof redisReplayStore>[0],
  binding: Parameters<typeof DurableObjectReplayStore.from>[0],
): ReplayStore[] => [
  redisReplayStore(client, { prefix: 'pulse:' }),
  DurableObjectReplayStore.from(binding, { shards: 4 }),
];

const pulse: PulseEvent = unwrapPulseWebhook(body, signedHeaders(body, secret, { now }), secret, {
  now,
}).event;
const known: KnownPulseEvent['type'] | 'unknown' =
  pulse.type === 'job.completed' ? pulse.type : 'unknown';
if (known !== parsePulseEvent({ type: 'job.completed', data: { job_id: '1' } }).type)
  throw new Error('an event was not known');
await createWebhookLink({ apiKey: '' }).catch((error: unknown) => error instanceof PulseError);

for (const how of tamperings satisfies readonly Tampering[]) {
  const { payload, headers, code } = tampered(how, body, secret);
  if (verifyWebhook(payload, headers, secret)) throw new Error(`not refused by ${code}`);
}
if (!verifyWebhook(body, svixHeaders(signedHeaders(body, secret)), secret))
  throw new Error('a webhook was refused');
const requests: Request[] = [
  signedRequest('http://localhost', body, secret),
  tamperedRequest('http://localhost', 'body', body, secret),
];
if (requests.length !== 2) throw new Error('a request is missing');

/** What must not compile; it is never called. */
export function mistakes(): void {
  // @ts-expect-error a parsed body
  verifyWebhook({ type: 'job.completed' }, {}, secret);
  // @ts-expect-error no secret
  verifyWebhook(body, {});
  // @ts-expect-error a tolerance that is no number
  verifyWebhook(body, {}, secret, { toleranceSeconds: '300' });
  // @ts-expect-error the event's type is unknown unless it is named
  unwrapWebhook(body, {}, secret).event.type;
}

export { event, full, fullVerdict, hookproof, length, sameErrors, signature };
