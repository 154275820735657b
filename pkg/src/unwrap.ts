import { SVIX } from '#wasm/tables.js';
import { WebhookConfigError, WebhookVerificationError, verifyErrorOf } from './core/errors.js';
import { type Given, known, take } from './core/given.js';
import { verdict } from './core/instance.js';
import { type QuietOptions, refusalAsNumber } from './core/refusal-as-number.js';
import { utf8TextOf } from './core/text.js';
import type {
  HeadersInput,
  Payload,
  Secret,
  VerifiedWebhook,
  VerifyOptions,
} from './core/types.js';

/**
 * Verifies a webhook like {@link verifyWebhook}, and gives what is in it, or throws the reason why
 * it is refused.
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
  const giving = howToGive(options);
  const given = take(payload, headers, secret, options);
  const number = verdict(given);
  if (number < 0) return refusalOf(number, giving) as never;
  return contentsOf(given, number, giving);
}

/** How a verdict is given: what an authentic webhook is made into, and any other. */
interface Giving {
  isJson: unknown;
  isQuiet: unknown;
}

/** Gives what is in an authentic webhook; throws for any other. @internal */
export function contentsOf<T>(
  { fields, payload }: Given,
  number: number,
  giving: Giving,
): VerifiedWebhook<T> {
  if (number < 0) throw verifyErrorOf(number);
  const first = number < SVIX ? 0 : 3;
  return {
    id: fields[first] as string,
    timestamp: new Date(Number(fields[first + 1]) * 1000),
    event: (giving.isJson ? parse(payload as string | Uint8Array) : undefined) as T,
    secretIndex: number % SVIX,
  };
}

/**
 * Throws the error that a number stands for, or gives the number to an adapter, which has asked for
 * it. @internal
 */
export function refusalOf(number: number, giving: Giving): number {
  if (giving.isQuiet === true) return number;
  throw verifyErrorOf(number);
}

/** Takes how a verdict is to be given. @internal */
export function howToGive(options: QuietOptions | undefined): Giving {
  const giving = options === undefined ? NOTHING_SAID : known(options, takeGiving);
  if (typeof giving.isJson !== 'boolean')
    throw new WebhookConfigError('jsonParse must be true or false', { code: 'ERR_OPTION' });
  return giving;
}

const takeGiving = ({
  jsonParse: isJson = true,
  [refusalAsNumber]: isQuiet,
}: QuietOptions): Giving => ({ isJson, isQuiet });

const NOTHING_SAID = takeGiving(Object.create(null));

/**
 * Parses only what was verified. Bytes that are not UTF-8, or start with a byte order mark, are no
 * JSON. @internal
 */
export function parse(payload: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof payload === 'string' ? payload : utf8TextOf(payload));
  } catch {
    // The cause would quote the body.
    throw new WebhookVerificationError('the webhook is authentic, its body is not JSON', {
      code: 'ERR_PAYLOAD_JSON',
    });
  }
}
