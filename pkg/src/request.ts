import { NOT_YET } from '#wasm/tables.js';
import { maxBodyBytes as defaultMaxBodyBytes } from './core/defaults.js';
import { WebhookConfigError, WebhookVerificationError } from './core/errors.js';
import {
  check,
  checkHeaders,
  checkOptions,
  Given,
  known,
  takeHeaders,
  takeOptions,
  takePayload,
  takeSecrets,
} from './core/given.js';
import { call, type Instance, verdict } from './core/instance.js';
import { isRequest } from './core/is-request.js';
import { requestTypeError } from './core/request-type-error.js';
import type { Secret, VerifiedWebhook, VerifyOptions } from './core/types.js';
import { isForWebCrypto, verifyByWebCrypto } from './core/web-crypto.js';
import { contentsOf, howToGive, refusalOf } from './unwrap.js';

/** How to judge and how much to read. */
export interface VerifyRequestOptions extends VerifyOptions {
  /** The largest body to read, in bytes. Default: 1048576 (1 MiB). */
  maxBodyBytes?: number;
}

/**
 * Verifies a fetch `Request`, as Workers, Deno, Bun and Next route handlers give it.
 *
 * The headers are checked before the first byte of the body is read, and no more than
 * `maxBodyBytes` of it is.
 *
 * @param request A request whose body nobody has read yet.
 * @param secret One secret, or 1 to 16 of them during a rotation. A missing one is an error.
 * @param options The tolerance in seconds, the time to compare with, and the largest body in bytes.
 * @returns The webhook, and the body's bytes.
 * @throws {WebhookVerificationError} The webhook must not be processed; `code` says why.
 * @throws {WebhookConfigError} What is no `Request`, a wrong secret or option, a body that was read
 *   before, or no WebAssembly.
 *
 * @example
 * export default {
 *   async fetch(request, env) {
 *     const { event } = await verifyRequest(request, env.WEBHOOK_SECRET);
 *     return new Response(null, { status: 204 });
 *   },
 * };
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export async function verifyRequest<T = unknown>(
  request: Request,
  secret: Secret | readonly Secret[] | undefined,
  options?: VerifyRequestOptions,
): Promise<
  VerifiedWebhook<T> & {
    /** The bytes that were signed. */
    body: Uint8Array;
  }
> {
  if (!isRequest(request)) throw requestTypeError(request);
  const maxBodyBytes = known(options, ({ maxBodyBytes = defaultMaxBodyBytes }) => maxBodyBytes);
  if (!Number.isFinite(maxBodyBytes) || maxBodyBytes < 0) {
    throw new WebhookConfigError('maxBodyBytes must be a finite number of bytes, 0 or more', {
      code: 'ERR_OPTION',
    });
  }
  // Before anything that a sender decides: a receiver that cannot verify must not look like one
  // that refuses.
  if (request.bodyUsed) throw alreadyRead();
  const giving = howToGive(options);
  const given = new Given();
  takeOptions(given, options);
  takeSecrets(given, secret);
  takeHeaders(given, request.headers);
  checkOptions(given);
  checkHeaders(given);
  const early = call(verifyHeaders, given);
  if (early < 0) {
    // Asked only before a refusal, and by `collect`: a server that makes its body when it is asked
    // for one takes longer over that than over all else.
    if (request.body?.locked) throw alreadyRead();
    return refusalOf(early, giving) as never;
  }
  const declared = request.headers.get('content-length');
  if (Number(declared) > maxBodyBytes) {
    if (request.body?.locked) throw alreadyRead();
    stop(request.body);
    throw tooLarge(maxBodyBytes);
  }
  // Of a body whose length is declared, and not beside chunks, no server delivers more than that:
  // it can be read at once.
  const isKnown =
    isLength(declared) &&
    request.headers.get('transfer-encoding') === null &&
    typeof request.arrayBuffer === 'function';
  let whole: ArrayBuffer | Uint8Array;
  try {
    whole = isKnown
      ? withinLimit(await request.arrayBuffer(), maxBodyBytes)
      : await collect(request, maxBodyBytes, isLength(declared) ? Number(declared) : 0);
  } catch (error) {
    if (error instanceof WebhookVerificationError || error instanceof WebhookConfigError)
      throw error;
    // It counts as used, unless somebody else holds it.
    throw isKnown && !request.bodyUsed ? alreadyRead() : brokenOff(error);
  }
  // The clock is read again: a body that trickles in must not outlast the tolerance, or a replay
  // guard could forget it.
  takeOptions(given, options);
  // A request of some other library may give text: it was not held to the limit.
  takePayload(given, typeof whole === 'string' ? undefined : whole);
  const body = check(given) as Uint8Array;
  const number =
    (isForWebCrypto(body) ? await verifyByWebCrypto(given, body) : undefined) ?? verdict(given);
  if (number < 0) {
    // An adapter asks for numbers, and knows whose bytes these are.
    if (giving.isQuiet === true) (request as Discarding).discard?.(body);
    return refusalOf(number, giving) as never;
  }
  const webhook = contentsOf<T>(given, number, giving) as VerifiedWebhook<T> & WithBody;
  // Not a copy with one property more: that would take a tenth of the time of the verdict.
  webhook.body = body;
  return webhook;
}

interface WithBody {
  body: Uint8Array;
}

/** What an adapter gives in place of a `Request`. */
type Discarding = Request & { discard?(body: Uint8Array): void };

function verifyHeaders(core: Instance, given: Given): number {
  core.useSecrets(given, false);
  return core.verify(given, NOT_YET);
}

const alreadyRead = () =>
  new WebhookConfigError(
    'the body of this request was already read: verify first, or verify request.clone()',
    {
      code: 'ERR_PAYLOAD_TYPE',
    },
  );

const isLength = (declared: string | null): boolean => declared !== null && /^\d+$/.test(declared);

const brokenOff = (cause: unknown) =>
  new WebhookVerificationError('the body broke off before its end', {
    code: 'ERR_NO_MATCHING_SIGNATURE',
    cause,
  });

/** A middleware that inflated a body may have left the length of before. */
function withinLimit(whole: ArrayBuffer, maxBodyBytes: number): ArrayBuffer {
  if (whole.byteLength > maxBodyBytes) throw tooLarge(maxBodyBytes);
  return whole;
}

/** Reads a body piece by piece, and no more of it than it may have. */
async function collect(
  request: Request,
  maxBodyBytes: number,
  declared: number,
): Promise<ArrayBuffer | Uint8Array> {
  const { body } = request;
  if (body === null) return new Uint8Array();
  if (body?.locked) throw alreadyRead();
  // Firefox has no streams on requests, node-fetch has others.
  if (typeof body?.getReader !== 'function')
    return withinLimit(await request.arrayBuffer(), maxBodyBytes);
  const reader = body.getReader();
  // In one place that grows: a sender may send byte by byte, and an object kept for each would take
  // hundreds of times the body. Up to the declared length at once, but who sends little takes
  // little.
  let space = new Uint8Array();
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return length === space.length ? space : space.slice(0, length);
    if (!ArrayBuffer.isView(value)) {
      stop(reader);
      throw new WebhookConfigError(
        'the body of this request is a stream of something else than bytes',
        { code: 'ERR_PAYLOAD_TYPE' },
      );
    }
    const start = length;
    length += value.byteLength;
    if (length > maxBodyBytes) {
      stop(reader);
      throw tooLarge(maxBodyBytes);
    }
    if (length > space.length) {
      const larger = new Uint8Array(
        length <= declared ? Math.min(declared, 16 * length) : Math.max(length, 2 * space.length),
      );
      larger.set(space);
      space = larger;
    }
    space.set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), start);
  }
}

/**
 * Not waited for: the verdict stands, and of a request that was cloned it ends only when the other
 * one does, too.
 */
function stop(source: { cancel(): Promise<void> } | null | undefined): void {
  // It may have broken off already.
  (async () => source?.cancel())().catch(() => {});
}

const tooLarge = (maxBodyBytes: number) =>
  new WebhookVerificationError(`the body is larger than ${maxBodyBytes} bytes`, {
    code: 'ERR_BODY_TOO_LARGE',
  });
