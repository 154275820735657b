import { SVIX } from '#wasm/tables.js';
import { Given, known, takeHeaders, takeOptions, takePayload, takeSecrets } from './core/given.js';
import { verdict } from './core/instance.js';
import { textOf } from './core/text.js';
import { verifyErrorOf, WebhookConfigError, WebhookVerificationError } from './errors.js';
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
  return verdict(take(payload, headers, secret, options)) >= 0;
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
  const isJson = jsonParse(options);
  const given = take(payload, headers, secret, options);
  return unwrapped(given, verdict(given), isJson);
}

/** Takes what a verification is given. @internal */
export function take(payload: unknown, headers: unknown, secret: unknown, options: VerifyOptions | undefined, shortest?: number): Given {
  const given = new Given();
  takeOptions(given, options, shortest);
  takeSecrets(given, secret);
  takeHeaders(given, headers);
  takePayload(given, payload);
  return given;
}

/** Gives what is in an authentic webhook; throws for any other. @internal */
export function unwrapped<T>({ fields, payload }: Given, number: number, isJson: boolean): VerifiedWebhook<T> {
  if (number < 0) throw verifyErrorOf(number);
  const first = number < SVIX ? 0 : 3;
  return {
    id: fields[first] as string,
    timestamp: new Date(Number(fields[first + 1]) * 1000),
    event: (isJson ? parse(payload as string | Uint8Array) : undefined) as T,
    secretIndex: number % SVIX,
  };
}

/** Whether a body is to be parsed. @internal */
export function jsonParse(options: VerifyOptions | undefined): boolean {
  const isJson = known(options, ({ jsonParse = true }) => jsonParse);
  if (typeof isJson !== 'boolean') throw new WebhookConfigError('jsonParse must be true or false', { code: 'ERR_OPTION' });
  return isJson;
}

/** Parses only what was verified. Bytes that are not UTF-8, or start with a byte order mark, are no JSON. @internal */
export function parse(payload: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof payload === 'string' ? payload : textOf(payload));
  } catch {
    // The cause would quote the body.
    throw new WebhookVerificationError('the webhook is authentic, its body is not JSON', { code: 'ERR_PAYLOAD_JSON' });
  }
}
