import { firstHeaderOf, secretIndexOf } from '#wasm/core.js';
import { Reading } from '#wasm/reading.js';
import { configErrorOf, errorOf, isSenderFault, WebhookConfigError, WebhookVerificationError } from './errors.js';
import { call } from './lib/core.js';
import { known, timing } from './lib/options.js';
import { utf8Decoder } from './lib/text.js';
import type { HeadersInput, Payload, Secret, VerifiedWebhook, VerifyOptions } from './types.js';

/**
 * Says whether a webhook is authentic and fresh.
 *
 * `false` for anything that a sender can cause; it throws only what the developer has to change.
 *
 * @param payload The raw body. A parsed one cannot be verified: its bytes are gone.
 * @param headers The request's headers: `webhook-id`, `webhook-timestamp`, `webhook-signature`, or their `svix-` forms.
 * @param secret One secret, or 1 to 16 of them during a rotation.
 * @param options The tolerance in seconds, the time to compare with, and how short a secret may be.
 * @returns Whether to process it.
 * @throws {WebhookConfigError} A wrong secret, payload, headers or option, or no WebAssembly.
 *
 * @example
 * app.post('/webhook', express.raw({ type: () => true }), (req, res) => {
 *   if (!verifyWebhook(req.body, req.headers, process.env.WEBHOOK_SECRET)) return res.sendStatus(401);
 *   res.sendStatus(204);
 * });
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function verifyWebhook(
  payload: Payload,
  headers: HeadersInput,
  secret: Secret | readonly Secret[],
  options?: VerifyOptions,
): boolean {
  const { number, reading } = verdict(payload, headers, secret, options);
  if (number < 0 && !isSenderFault(number)) throw configErrorOf(number, reading.secrets);
  return number >= 0;
}

/**
 * Verifies a webhook like {@link verifyWebhook}, and gives what is in it, or throws the reason why it is refused.
 *
 * @param payload The raw body, JSON once it is verified.
 * @param headers As for {@link verifyWebhook}.
 * @param secret As for {@link verifyWebhook}.
 * @param options As for {@link verifyWebhook}.
 * @returns The id, the time, the parsed body, and which secret matched.
 * @throws {WebhookVerificationError} The webhook must not be processed; `code` says why.
 * @throws {WebhookConfigError} A wrong secret, payload, headers or option, or no WebAssembly.
 *
 * @example
 * const { id, event } = unwrapWebhook<{ type: string }>(body, headers, secret);
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function unwrapWebhook<T = unknown>(
  payload: Payload,
  headers: HeadersInput,
  secret: Secret | readonly Secret[],
  options?: VerifyOptions,
): VerifiedWebhook<T> {
  const { number, reading, body, isJson } = opened(payload, headers, secret, options);
  const first = firstHeaderOf(number);
  return {
    id: reading.fields[first] as string,
    timestamp: new Date(Number(reading.fields[first + 1]) * 1000),
    event: (isJson ? parse(body) : undefined) as T,
    secretIndex: secretIndexOf(number),
  };
}

/** An authentic webhook with its body as it came, and whether that is to be parsed; throws for any other. @internal */
export function opened(payload: unknown, headers: unknown, secret: unknown, options: VerifyOptions | undefined, shortest?: number) {
  const isJson = known(options, ({ jsonParse = true }) => jsonParse);
  if (typeof isJson !== 'boolean') throw new WebhookConfigError('jsonParse must be true or false', { code: 'ERR_OPTION' });
  const { number, reading } = verdict(payload, headers, secret, options, shortest);
  if (number < 0) throw errorOf(number, reading.secrets);
  return { number, reading, body: reading.payload as string | Uint8Array, isJson };
}

/** `shortest` is the least length of a secret unless the options have one. */
function verdict(payload: unknown, headers: unknown, secret: unknown, options: VerifyOptions | undefined, shortest?: number) {
  const { now, tolerance, minSecretBytes = shortest } = timing(options);
  const reading = new Reading(secret, minSecretBytes);
  reading.takeHeaders(headers);
  reading.takePayload(payload);
  return { number: call((core) => core.verify(reading, now, tolerance)), reading };
}

/** Parses only what was verified. Bytes that are not UTF-8, or start with a byte order mark, are no JSON. @internal */
export function parse(payload: string | Uint8Array): unknown {
  const decoder = utf8Decoder();
  try {
    // A copy, because browsers decode no bytes of a buffer that can grow.
    return JSON.parse(typeof payload === 'string' ? payload : decoder.decode(payload.slice()));
  } catch {
    // The cause would quote the body.
    throw new WebhookVerificationError('the webhook is authentic, its body is not JSON', { code: 'ERR_PAYLOAD_JSON' });
  }
}
