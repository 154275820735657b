import { explainWebhook as explain } from '#wasm/hookproof_bg.js';
import { type hints, unavailableHint } from '#wasm/tables.js';
import {
  type ConfigErrorCode,
  SECRET_PROBLEM,
  type VerificationErrorCode,
  WebhookConfigError,
} from './core/errors.js';
import {
  Given,
  keyBytesOf,
  optionsProblem,
  PAYLOAD_PROBLEM,
  takeHeaders,
  takeOptions,
  takePayload,
  takeSecrets,
} from './core/given.js';
import { call } from './core/instance.js';
import { accessOf, misgivenHeaders, misgivenPayload, pairsOf } from './core/misgiven.js';
import type { HeadersInput, Payload, Secret, VerifyOptions } from './core/types.js';

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
  /**
   * What was seen, for people; it begins with "not checked" if an earlier failure left nothing to
   * check.
   */
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
  /**
   * If it is not ok: the code of the error that `unwrapWebhook` or `verifyWebhook` throws for them.
   */
  code?: VerificationErrorCode | ConfigErrorCode;
  /**
   * Secret, payload, headers, timestamp and signature, in this order: all of them, also after one
   * that failed.
   */
  checks: WebhookCheck[];
  /** The likely causes, those that were proven by a trial first. One at least if it is not ok. */
  hints: WebhookHint[];
}

/**
 * Says why a webhook is refused, and what to change in the receiver. It looks for the cause by
 * trying it: the body as it would be with other white space or line endings, the secret read in
 * another way, the other set of headers, and so on.
 *
 * It never throws, whatever it is given. It holds no part of a secret and no signature that was
 * computed; but it is meant for logs and for the developer, so answer the sender with a plain 401.
 *
 * It costs much more than a verification: explain in development, or a sample of the refusals, and
 * not every forged request. Besides the verification itself at most 1024 HMACs or ed25519
 * verifications are tried, over at most 64 MiB; a body of more than 1 MiB is checked, but not
 * varied.
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

/** Asks the core with an `Asked` of src/wasm/full.rs. */
function ask(
  payload: unknown,
  headers: unknown,
  secret: unknown,
  options: VerifyOptions | undefined,
): WebhookExplanation {
  const given = new Given();
  const optionProblem = readOptions(given, options);
  takeSecrets(given, secret);
  takeHeaders(given, headers);
  const ofHeaders = readHeaders(given, headers);
  takePayload(given, payload);
  const asked = {
    now: given.now,
    tolerance: given.tolerance,
    minSecretBytes: given.minSecretBytes,
    optionProblem,
    secrets: given.secrets.map((each) =>
      typeof each === 'object' && each !== null ? (keyBytesOf(each) ?? NO_SECRET) : each,
    ),
    secretProblem: SECRET_PROBLEM,
    isList: isArray(secret),
    fields: given.fields,
    headersProblem: given.headersProblem,
    ...ofHeaders,
    ...readPayload(given, payload),
  };
  return call(() => explain(asked)) as WebhookExplanation;
}

/** Stands for a secret that is neither a string nor a Uint8Array. */
const NO_SECRET = false;

/**
 * Says what is wrong with them, if anything is: what they throw is not looked at, it may be
 * anything.
 */
function readOptions(given: Given, options: VerifyOptions | undefined): string | undefined {
  try {
    takeOptions(given, options);
    return optionsProblem(given);
  } catch (error) {
    if (!(error instanceof WebhookConfigError)) throw error;
    const isObject = typeof options === 'object' && options !== null;
    return isObject
      ? 'the options cannot be read'
      : 'options must be an object, such as { toleranceSeconds: 300 }';
  }
}

/** Returns all of the headers, and what they are if they are none. */
function readHeaders({ headersProblem, fields }: Given, headers: unknown) {
  const isNone = headersProblem !== undefined || fields.every((field) => field === undefined);
  try {
    return {
      headersHint: isNone ? misgivenHeaders(headers) : undefined,
      access: accessOf(headers),
      pairs: pairsOf(headers),
    };
  } catch {
    return { access: 'properties', pairs: [] };
  }
}

/**
 * Returns what a payload is; and of one that is neither a string nor bytes, as the payload to try,
 * what it looks like as JSON.
 */
function readPayload(given: Given, payload: unknown) {
  if (given.payload !== undefined) return { payload: given.payload };
  const { hint, printed } = misgivenPayload(payload);
  return { payload: printed, payloadProblem: PAYLOAD_PROBLEM, payloadHint: hint };
}

/** Tells whether a value is an array. A revoked proxy of one, which throws, is none. */
function isArray(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * Explains a webhook without the core: it cannot run here, or something that was given broke it.
 */
function unexplained(error?: unknown): WebhookExplanation {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: string };
  const detail = 'not checked: the WebAssembly core cannot run here, or what was given stopped it';
  const names = ['secret', 'payload', 'headers', 'timestamp', 'signature'] as const;
  return {
    ok: false,
    code: 'ERR_WASM_UNAVAILABLE',
    checks: names.map((name) => ({ name, ok: false, detail })),
    hints: [
      code === 'ERR_WASM_UNAVAILABLE' && message
        ? { ...unavailableHint, message }
        : unavailableHint,
    ],
  };
}

/** The two lists of codes, Rust's and the one above, are the same. */
type Known = (typeof hints)[number][0];
const same: [Known] extends [HintCode] ? ([HintCode] extends [Known] ? true : never) : never = true;
void same;
