/** What people have at hand, given as it is. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import {
  type HeadersInput,
  signWebhook,
  unwrapWebhook,
  verifyRequest,
  verifyWebhook,
  Webhook,
  type WebhookHeaders,
  type WebhookRequiredHeaders,
  type WebhookUnbrandedRequiredHeaders,
  WebhookConfigError,
  WebhookVerificationError,
} from 'hookproof';

const body = '{}';
declare const secret: string;
declare const secrets: readonly string[];
const constant = ['whsec_1', new Uint8Array(32)] as const;
declare const given: {
  node: IncomingHttpHeaders;
  request: IncomingMessage;
  fetch: Headers;
  both: IncomingHttpHeaders & WebhookRequiredHeaders;
  map: ReadonlyMap<string, string>;
  frozen: Readonly<Record<string, string | readonly string[] | undefined>>;
  partial: Partial<Record<string, string>>;
  loose: Record<string, unknown>;
};

/** Interfaces have no index signature. */
interface Optional {
  'webhook-id'?: string;
  'webhook-timestamp'?: string | undefined;
  'webhook-signature'?: string | string[];
  host?: string;
}
interface Capitalized {
  'Svix-Id': string;
  'Svix-Timestamp': string;
  'Svix-Signature': string;
  'Content-Length': number;
}
interface Getter {
  get(name: string): string | undefined;
}
declare const optional: Optional;
declare const capitalized: Capitalized;
declare const getter: Getter;
declare const branded: WebhookRequiredHeaders;
declare const unbranded: WebhookUnbrandedRequiredHeaders;

const signed: WebhookHeaders = signWebhook(body, secret);
verifyWebhook(body, signWebhook(body, secret), secret);
verifyWebhook(body, signWebhook(body, secrets), secrets);
new Webhook(secrets).verify(body, signed, { jsonParse: false });
new Webhook(constant);
unwrapWebhook<{ type: string }>(Buffer.from(body), signed, constant).event.type;

const shapes: HeadersInput[] = [
  given.node,
  given.request.headers,
  given.fetch,
  given.both,
  given.map,
  given.map.entries(),
  given.frozen,
  given.partial,
  given.loose,
  optional,
  capitalized,
  getter,
  branded,
  unbranded,
  signed,
  Object.entries(signed),
  [['webhook-id', 'msg_1']] as const,
  {},
];
export const verdicts: boolean[] = shapes.map((headers) => verifyWebhook(body, headers, secret));
export const requests = [
  verifyRequest(new Request('https://example.com'), secrets),
  verifyRequest<{ type: string }>(new Request(''), constant),
];

export const errors: Error[] = [
  new WebhookVerificationError(),
  new WebhookVerificationError('Invalid signature'),
  new WebhookVerificationError('Invalid signature', {
    code: 'ERR_REPLAYED',
    cause: new Error('why'),
  }),
  new WebhookConfigError('no secret', { code: 'ERR_SECRET_MISSING' }),
];

/** Never called: what no sender can cause does not compile. */
export function mistakes(): void {
  // @ts-expect-error headers that nobody awaited
  verifyWebhook(body, Promise.resolve(signed), secret);
  // @ts-expect-error a request, not its headers
  verifyWebhook(body, new Request('https://example.com'), secret);
  // @ts-expect-error a request of Node
  verifyWebhook(body, given.request, secret);
  // @ts-expect-error a platform's event
  verifyWebhook(body, { version: '2.0', headers: signed, body }, secret);
  // @ts-expect-error a number
  verifyWebhook(body, { ...signed, 'webhook-timestamp': 1732000000 }, secret);
  // @ts-expect-error a list that alternates between names and values
  verifyWebhook(body, given.request.rawHeaders, secret);
  // @ts-expect-error a secret that may be missing
  verifyWebhook(body, signed, process.env['WEBHOOK_SECRET']);
  // @ts-expect-error a parsed body
  new Webhook(secret).verify(JSON.parse(body) as { type: string }, signed);
  // @ts-expect-error no id
  new Webhook(secret).sign(undefined, new Date(), body);
  // @ts-expect-error milliseconds
  new Webhook(secret).sign('msg_1', Date.now(), body);
  // @ts-expect-error nothing is known of the event
  new Webhook(secret).verify(body, signed).type;
}
