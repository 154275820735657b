import { Reading } from '#wasm/reading.js';
import { type hints, unavailableHint } from '#wasm/tables.js';
import type { ConfigErrorCode, VerificationErrorCode } from './errors.js';
import { call } from './lib/core.js';
import { accessOf, misgivenHeaders, misgivenPayload, PROPERTIES, pairsOf, payloadKinds } from './lib/misgiven.js';
import { timing } from './lib/options.js';
import type { HeadersInput, Payload, Secret, VerifyOptions } from './types.js';

/** A likely cause. Stable; docs/why-does-my-webhook-fail.md has each with its message. */
export type HintCode =
  | 'BODY_PARSED'
  | 'BODY_MISSING'
  | 'BODY_PROMISE'
  | 'BODY_UNREAD'
  | 'BODY_INSIDE'
  | 'BODY_RESERIALISED'
  | 'BODY_NEWLINE'
  | 'BODY_LINE_ENDINGS'
  | 'BODY_BOM'
  | 'BODY_REPLACEMENT'
  | 'BODY_CHARSET'
  | 'BODY_BASE64'
  | 'BODY_HEX'
  | 'BODY_BYTES_AS_JSON'
  | 'BODY_QUOTED'
  | 'BODY_EMPTY'
  | 'BODY_CHANGED'
  | 'SECRET_MISSING'
  | 'SECRET_SURROUNDED'
  | 'SECRET_INVISIBLE'
  | 'SECRET_NAMED'
  | 'SECRET_PREFIX'
  | 'SECRET_BASE64'
  | 'SECRET_URL_ENCODED'
  | 'SECRET_LIST'
  | 'SECRET_PRIVATE_KEY'
  | 'SECRET_UNUSABLE'
  | 'SECRET_TOO_MANY'
  | 'SECRET_ANOTHER_MATCHES'
  | 'SECRET_AS_TEXT'
  | 'SECRET_SHORT'
  | 'SECRET_BASE64_CARELESS'
  | 'SECRET_PREFIX_DECODED'
  | 'SECRET_BYTES_OF_TEXT'
  | 'SECRET_HEX'
  | 'SECRET_OTHER'
  | 'HEADERS_TYPE'
  | 'HEADERS_PROMISE'
  | 'HEADERS_INSIDE'
  | 'HEADERS_VALUES'
  | 'HEADERS_RAW'
  | 'HEADERS_RENAMED'
  | 'HEADERS_MISSING'
  | 'HEADERS_MIXED'
  | 'HEADERS_OTHER_SET'
  | 'HEADERS_MALFORMED'
  | 'TIMESTAMP_MILLISECONDS'
  | 'TIMESTAMP_FRACTION'
  | 'TIMESTAMP_DATE'
  | 'TIMESTAMP_SECONDS_SIGNED'
  | 'NOW_MILLISECONDS'
  | 'TIMESTAMP_CLOCK'
  | 'OPTION_INVALID'
  | 'SIGNATURE_HEX'
  | 'SIGNATURE_ENCODING'
  | 'SIGNATURE_VERSION'
  | 'SIGNATURE_IS_V1A'
  | 'SIGNATURE_IS_V1'
  | 'OTHER_SCHEME'
  | 'WASM_UNAVAILABLE';

/** One of the five checks. */
export interface WebhookCheck {
  /** What is checked. */
  name: 'secret' | 'payload' | 'headers' | 'timestamp' | 'signature';
  /** Whether nothing is wrong with it. */
  ok: boolean;
  /** What was seen, for people; it begins with "not checked" if an earlier failure left nothing to check. */
  detail: string;
}

/** A likely cause, and what to change. */
export interface WebhookHint {
  /** Stable; the message is not. */
  code: HintCode;
  /** One sentence: what to change, with the setting of the framework where there is one. */
  message: string;
}

/** What {@link explainWebhook} found. */
export interface WebhookExplanation {
  /** What `verifyWebhook` says of the same values. */
  ok: boolean;
  /** If it is not ok: the code of the error that `unwrapWebhook` or `verifyWebhook` throws for them. */
  code?: VerificationErrorCode | ConfigErrorCode;
  /** Secret, payload, headers, timestamp and signature, in this order: all of them, also after one that failed. */
  checks: WebhookCheck[];
  /** The likely causes, those that were proven by a trial first. One at least if it is not ok. */
  hints: WebhookHint[];
}

/**
 * Says why a webhook is refused, and what to change in the receiver. It looks for the cause by trying it: the body as it would
 * be with other white space or line endings, the secret read in another way, the other set of headers, and so on.
 *
 * It never throws, whatever it is given. It holds no part of a secret and no signature that was computed; but it is meant for
 * logs and for the developer, so answer the sender with a plain 401.
 *
 * It costs much more than a verification: explain in development, or a sample of the refusals, and not every forged request.
 * Besides the verification itself at most 1024 HMACs or ed25519 verifications are tried, over at most 64 MiB; a body of more than
 * 1 MiB is checked, but not varied.
 *
 * @param payload What was given to `verifyWebhook`; anything is taken.
 * @param headers What was given to `verifyWebhook`; anything is taken.
 * @param secret What was given to `verifyWebhook`; anything is taken.
 * @param options As for `verifyWebhook`.
 * @returns The verdict, the five checks and the likely causes.
 *
 * @example
 * if (!verifyWebhook(req.body, req.headers, secret)) {
 *   if (process.env.NODE_ENV !== 'production') {
 *     const { code, hints } = explainWebhook(req.body, req.headers, secret);
 *     console.warn(code, hints[0]?.message);
 *   }
 *   return res.sendStatus(401);
 * }
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function explainWebhook(
  payload: Payload | unknown,
  headers: HeadersInput | unknown,
  secret: Secret | Secret[] | unknown,
  options?: VerifyOptions,
): WebhookExplanation {
  try {
    return ask(payload, headers, secret, options);
  } catch (error) {
    return unexplained(error);
  }
}

function ask(payload: unknown, headers: unknown, secret: unknown, options: VerifyOptions | undefined): WebhookExplanation {
  const { now, tolerance, minSecretBytes, problem } = readTiming(options);
  const reading = new Reading(secret, minSecretBytes);
  reading.takeHeaders(headers);
  const given = readHeaders(reading, headers);
  reading.takePayload(payload);
  const body = readPayload(reading, payload);
  let explanation: WebhookExplanation | undefined;
  call((core) => {
    explanation = core.explain(reading, {
      now,
      tolerance,
      isList: isArray(secret),
      kinds: [body.kind, given.kind, given.access],
      texts: [given.pairs, given.advice, body.advice],
    }) as WebhookExplanation | undefined;
    return 0;
  });
  if (explanation === undefined) return unexplained();
  const timestamp = explanation.checks.find(({ name }) => name === 'timestamp');
  if (problem !== undefined && timestamp !== undefined) timestamp.detail = problem;
  return explanation;
}

/** All of the headers, and what they are if they are none. */
function readHeaders(reading: Reading, headers: unknown) {
  const nothing = { kind: 0, advice: '', access: PROPERTIES, pairs: '' };
  try {
    const given = reading.present <= 0 ? misgivenHeaders(headers) : nothing;
    return { ...given, access: accessOf(headers), pairs: pairsOf(headers) };
  } catch {
    return nothing;
  }
}

/** What a payload is; and of one that is neither a string nor bytes, as the payload to try, what it looks like as JSON. */
function readPayload(reading: Reading, payload: unknown) {
  const { TEXT, BYTES } = payloadKinds;
  if (reading.payload !== undefined) return { kind: typeof reading.payload === 'string' ? TEXT : BYTES, advice: '' };
  const given = misgivenPayload(payload);
  // There is always something to read.
  reading.takePayload(given.printed ?? '');
  return given;
}

/** A revoked proxy of an array throws. */
function isArray(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * Options that cannot be read are as wrong as a `now` that is no number. What they throw is not looked at: it may be anything, a
 * proxy that throws again or an error that holds a secret.
 */
function readTiming(options: VerifyOptions | undefined): ReturnType<typeof timing> & { problem?: string } {
  try {
    return timing(options);
  } catch {
    const isObject = typeof options === 'object' && options !== null;
    const problem = isObject ? 'the options cannot be read' : 'options must be an object, such as { toleranceSeconds: 300 }';
    return { now: Number.NaN, tolerance: 0, minSecretBytes: undefined, problem };
  }
}

/** Where the core cannot run, or something that was given broke it, there is nothing to check with. */
function unexplained(error?: unknown): WebhookExplanation {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: string };
  const detail = 'not checked: the WebAssembly core cannot run here, or what was given stopped it';
  const names = ['secret', 'payload', 'headers', 'timestamp', 'signature'] as const;
  return {
    ok: false,
    code: 'ERR_WASM_UNAVAILABLE',
    checks: names.map((name) => ({ name, ok: false, detail })),
    hints: [code === 'ERR_WASM_UNAVAILABLE' && message ? { ...unavailableHint, message } : unavailableHint],
  };
}

/** The two lists of codes, Rust's and the one above, are the same. */
type Known = (typeof hints)[number][0];
const same: [Known] extends [HintCode] ? ([HintCode] extends [Known] ? true : never) : never = true;
void same;
