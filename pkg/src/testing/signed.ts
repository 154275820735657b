import { type Payload, type Secret, signWebhook, type WebhookHeaders } from 'hookproof';

/**
 * A clock that stands still, in seconds since 1970: 2026-01-01T00:00:00Z. For tests that judge by
 * it what they signed by it.
 *
 * @example
 * import { expect, test } from 'vitest';
 * import { verifyWebhook } from 'hookproof';
 * import { now, signedHeaders } from 'hookproof/testing';
 *
 * test('a signed webhook is taken', () => {
 *   expect(verifyWebhook(body, signedHeaders(body, secret, { now }), secret, { now })).toBe(true);
 * });
 */
export const now = 1_767_225_600;

/** What to sign under. */
export interface SignedHeadersOptions {
  /** The message's id. Default: a new one. */
  id?: string;
  /**
   * When it is sent, in seconds since 1970 or as a `Date`. Default: the clock; give {@link now} to
   * have it stand still.
   */
  now?: number | Date;
}

/** What to sign under, and what else the request says. */
export interface SignedRequestOptions extends SignedHeadersOptions {
  /** More headers, such as another content type. */
  headers?: Record<string, string>;
}

/** A body and the headers that belong to it. */
export interface SignedDelivery {
  /** The body, exactly as it is to be sent. */
  payload: Payload;
  /** The three headers of the signature. */
  headers: Record<string, string>;
}

/** The same headers under the names that Svix uses. */
export interface SvixHeaders {
  /** `webhook-id`. */
  'svix-id': string;
  /** `webhook-timestamp`. */
  'svix-timestamp': string;
  /** `webhook-signature`. */
  'svix-signature': string;
}

/**
 * Gives the headers of an authentic webhook.
 *
 * @param payload The body, exactly as the receiver will get it.
 * @param secret One secret, or several, as during a rotation.
 * @param options The id and the clock.
 * @throws {WebhookConfigError} A wrong secret, payload or option.
 *
 * @example
 * // Jest and vitest, with supertest
 * test('a signed webhook is taken', async () => {
 *   const body = JSON.stringify({ type: 'job.completed', data: { job_id: '1' } });
 *   const sending = request(app).post('/webhook').set(signedHeaders(body, secret)).type('json');
 *   await sending.send(body).expect(204);
 * });
 */
export function signedHeaders(
  payload: Payload,
  secret: Secret | readonly Secret[],
  options?: SignedHeadersOptions,
): WebhookHeaders & Record<string, string> {
  const { id, now: timestamp } = options ?? {};
  return {
    ...signWebhook(payload, secret, {
      ...(id !== undefined && { id }),
      ...(timestamp !== undefined && { timestamp }),
    }),
  };
}

/**
 * Gives a fetch `Request` that is an authentic webhook: `POST`, JSON, signed.
 *
 * @param url Where it goes.
 * @param payload The body.
 * @param secret One secret, or several, as during a rotation.
 * @param options The id, the clock and more headers.
 * @throws {WebhookConfigError} A wrong secret, payload or option.
 *
 * @example
 * // node:test, for a handler of Workers, Deno, Bun or Next
 * test('a signed webhook is taken', async () => {
 *   const request = signedRequest('https://example.com/webhook', body, secret);
 *   const response = await handler.fetch(request, env);
 *   assert.equal(response.status, 204);
 * });
 */
export function signedRequest(
  url: string | URL,
  payload: Payload,
  secret: Secret | readonly Secret[],
  options?: SignedRequestOptions,
): Request {
  return requestOf(url, { payload, headers: signedHeaders(payload, secret, options) }, options);
}

/** @internal */
export function requestOf(
  url: string | URL,
  { payload, headers }: SignedDelivery,
  options: SignedRequestOptions | undefined,
): Request {
  const all = new Headers({ 'content-type': 'application/json' });
  // Set one by one: names that differ in case are one header, and two values of it would be joined.
  for (const [name, value] of [
    ...Object.entries(options?.headers ?? {}),
    ...Object.entries(headers),
  ])
    all.set(name, value);
  // A body's type excludes views of shared memory, which the signature has read by now.
  return new Request(url, { method: 'POST', headers: all, body: payload as BodyInit });
}

/**
 * Gives the same headers under Svix's names: receivers take either set.
 *
 * @param headers What {@link signedHeaders} gave.
 *
 * @example
 * expect(verifyWebhook(body, svixHeaders(signedHeaders(body, secret)), secret)).toBe(true);
 */
export function svixHeaders(headers: WebhookHeaders): SvixHeaders & Record<string, string> {
  return {
    'svix-id': headers['webhook-id'],
    'svix-timestamp': headers['webhook-timestamp'],
    'svix-signature': headers['webhook-signature'],
  };
}
