import {
  generateSecret,
  type Payload,
  type Secret,
  type VerificationErrorCode,
  WebhookConfigError,
} from 'hookproof';
import {
  requestOf,
  type SignedDelivery,
  type SignedHeadersOptions,
  type SignedRequestOptions,
  signedHeaders,
} from './signed.js';

/** What was done to a webhook, and the code by which a receiver refuses it. */
const codes = {
  /** The body is not the one that was signed. */
  body: 'ERR_NO_MATCHING_SIGNATURE',
  /** The id is not the one that was signed. */
  id: 'ERR_NO_MATCHING_SIGNATURE',
  /** The timestamp is not the one that was signed, but one second later. */
  timestamp: 'ERR_NO_MATCHING_SIGNATURE',
  /** One character of the signature is another one. */
  signature: 'ERR_NO_MATCHING_SIGNATURE',
  /** Signed with a secret that the receiver does not have. */
  secret: 'ERR_NO_MATCHING_SIGNATURE',
  /** Well signed, but older than the tolerance: a replay of long ago. */
  stale: 'ERR_TIMESTAMP_TOO_OLD',
  /** Well signed, but further in the future than the tolerance. */
  future: 'ERR_TIMESTAMP_TOO_NEW',
  'missing id': 'ERR_MISSING_HEADER',
  'missing timestamp': 'ERR_MISSING_HEADER',
  'missing signature': 'ERR_MISSING_HEADER',
} as const satisfies Record<string, VerificationErrorCode>;

/**
 * What {@link tampered} can do to a webhook.
 *
 * @useDeclaredType
 */
export type Tampering = keyof typeof codes;

/** Every {@link Tampering}, for a test that tries them all. */
export const tamperings: readonly Tampering[] = Object.freeze(Object.keys(codes) as Tampering[]);

/** A webhook that a receiver must refuse. */
export interface TamperedDelivery extends SignedDelivery {
  /** By which code. */
  code: VerificationErrorCode;
}

/** What to sign under, and how far from now the receiver takes a timestamp. */
export interface TamperedOptions extends SignedHeadersOptions {
  /** The receiver's tolerance, in seconds. Default: 300. */
  toleranceSeconds?: number;
}

/**
 * Gives a webhook with one thing wrong with it, that a receiver must refuse.
 *
 * By the clock, `stale` and `future` are off by ten seconds more than the tolerance; by a fixed
 * `now`, by one.
 *
 * @param how What is wrong with it.
 * @param payload The body of the authentic webhook.
 * @param secret The receiver's secret, or several.
 * @param options The id, the clock and the receiver's tolerance.
 * @throws {WebhookConfigError} A wrong secret, payload or option.
 *
 * @example
 * // vitest and Jest
 * test.each(tamperings)('a webhook is refused: %s', async (how) => {
 *   const { payload, headers } = tampered(how, body, secret);
 *   await request(app).post('/webhook').set(headers).type('json').send(payload).expect(401);
 * });
 */
export function tampered(
  how: Tampering,
  payload: Payload,
  secret: Secret | readonly Secret[],
  options?: TamperedOptions,
): TamperedDelivery {
  if (!tamperings.includes(how))
    throw new WebhookConfigError(`a webhook is tampered with by: ${tamperings.join(', ')}`, {
      code: 'ERR_OPTION',
    });
  const { now, toleranceSeconds = 300 } = options ?? {};
  const sent =
    now === undefined ? Date.now() / 1000 : Number(now) / (typeof now === 'number' ? 1 : 1000);
  // Between signing and judging, the clock goes on.
  const off = toleranceSeconds + (now === undefined ? 10 : 1);
  const sign = (by = secret, at = sent) => signedHeaders(payload, by, { ...options, now: at });
  const signed = sign();
  const delivery = (headers: Record<string, string>, sentPayload = payload) => ({
    payload: sentPayload,
    headers,
    code: codes[how],
  });
  switch (how) {
    case 'body':
      return delivery(signed, changed(payload));
    case 'id':
      return delivery({ ...signed, 'webhook-id': changedText(signed['webhook-id'], 0) });
    case 'timestamp':
      // The one that is judged is the present one: another might lie outside of a small tolerance.
      return delivery({
        ...sign(secret, sent - 1),
        'webhook-timestamp': signed['webhook-timestamp'],
      });
    case 'signature':
      return delivery({
        ...signed,
        'webhook-signature': signed['webhook-signature'].replaceAll(/,[^ ]+/g, (entry) =>
          changedText(entry, 1),
        ),
      });
    case 'secret':
      return delivery(sign(generateSecret()));
    case 'stale':
      return delivery(sign(secret, sent - off));
    case 'future':
      return delivery(sign(secret, sent + off));
    default:
      return delivery(
        Object.fromEntries(
          Object.entries(signed).filter(([name]) => name !== how.replace('missing ', 'webhook-')),
        ),
      );
  }
}

/**
 * Returns the same as a fetch `Request`.
 *
 * @param url Where it goes.
 * @param how What is wrong with it.
 * @param payload The body of the authentic webhook.
 * @param secret The receiver's secret, or several.
 * @param options As for {@link tampered}, and more headers.
 * @throws {WebhookConfigError} A wrong secret, payload or option.
 *
 * @example
 * // node:test
 * for (const how of tamperings) {
 *   test(`a webhook is refused: ${how}`, async () => {
 *     const request = tamperedRequest('https://example.com/webhook', how, body, secret);
 *     const response = await handler.fetch(request, env);
 *     assert.equal(response.status, 401);
 *   });
 * }
 */
export function tamperedRequest(
  url: string | URL,
  how: Tampering,
  payload: Payload,
  secret: Secret | readonly Secret[],
  options?: TamperedOptions & SignedRequestOptions,
): Request {
  return requestOf(url, tampered(how, payload, secret, options), options);
}

/**
 * Returns a body that is as good JSON as before, but for a space; an empty one, too, becomes
 * another.
 */
function changed(payload: Payload): Payload {
  if (typeof payload === 'string') return `${payload} `;
  const bytes = ArrayBuffer.isView(payload)
    ? new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength)
    : new Uint8Array(payload);
  const longer = new Uint8Array(bytes.length + 1);
  longer.set(bytes);
  longer[bytes.length] = 0x20;
  return longer;
}

/** Another character in one place, of the kind that is good there: a letter. */
const changedText = (text: string, at: number): string =>
  `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
