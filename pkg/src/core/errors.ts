import { secretErrors, signErrors, verifyErrors } from '#wasm/tables.js';
import { brand } from './brand.js';

/**
 * Why a webhook was refused. For logs: the sender should see one uniform answer.
 *
 * | code | what happened |
 * | --- | --- |
 * | `ERR_MISSING_HEADER` | id, timestamp or signature is missing or empty |
 * | `ERR_MALFORMED_HEADER` | one of them breaks its grammar, or was given twice |
 * | `ERR_TIMESTAMP_TOO_OLD` | it was sent longer ago than the tolerance |
 * | `ERR_TIMESTAMP_TOO_NEW` | it is dated further ahead than the tolerance |
 * | `ERR_NO_MATCHING_SIGNATURE` | no secret made any of the signatures, or the body broke off |
 * | `ERR_PAYLOAD_JSON` | it is authentic, and its body is not JSON |
 * | `ERR_BODY_TOO_LARGE` | the body is longer than `maxBodyBytes` |
 * | `ERR_REPLAYED` | the id is done, or another delivery is at work on it |
 */
export type VerificationErrorCode =
  | 'ERR_MISSING_HEADER'
  | 'ERR_MALFORMED_HEADER'
  | 'ERR_TIMESTAMP_TOO_OLD'
  | 'ERR_TIMESTAMP_TOO_NEW'
  | 'ERR_NO_MATCHING_SIGNATURE'
  | 'ERR_PAYLOAD_JSON'
  | 'ERR_BODY_TOO_LARGE'
  | 'ERR_REPLAYED';

/**
 * What the developer has to change.
 *
 * | code | what happened |
 * | --- | --- |
 * | `ERR_SECRET_MISSING` | no secret, an empty one, or nothing but a prefix |
 * | `ERR_SECRET_FORMAT` | what follows the prefix is not base64 |
 * | `ERR_SECRET_LENGTH` | under 24 or over 512 bytes once decoded, or more than 16 secrets |
 * | `ERR_SECRET_KIND` | a value that is no secret, or a key that cannot do this |
 * | `ERR_PAYLOAD_TYPE` | the payload is neither a string nor bytes |
 * | `ERR_HEADERS_TYPE` | the headers are none |
 * | `ERR_REQUEST_TYPE` | what `verifyRequest` or a handler was given is no `Request` |
 * | `ERR_OPTION` | an option is of a wrong type or out of range |
 * | `ERR_WASM_UNAVAILABLE` | WebAssembly cannot run here, or this call failed inside of it |
 */
export type ConfigErrorCode =
  | 'ERR_SECRET_MISSING'
  | 'ERR_SECRET_FORMAT'
  | 'ERR_SECRET_LENGTH'
  | 'ERR_SECRET_KIND'
  | 'ERR_PAYLOAD_TYPE'
  | 'ERR_HEADERS_TYPE'
  | 'ERR_REQUEST_TYPE'
  | 'ERR_OPTION'
  | 'ERR_WASM_UNAVAILABLE';

/** What else {@link WebhookVerificationError} is made of. */
export interface VerificationErrorOptions {
  /** Why, for logs. Default: `ERR_NO_MATCHING_SIGNATURE`. */
  code?: VerificationErrorCode;
  /** The error beneath it. */
  cause?: unknown;
}

/**
 * A webhook that must not be processed: forged, stale, malformed or incomplete. The sender caused
 * it.
 *
 * @example
 * try {
 *   unwrapWebhook(body, headers, secret);
 * } catch (error) {
 *   if (!(error instanceof WebhookVerificationError)) throw error;
 *   console.warn('refused a webhook:', error.code);
 * }
 */
export class WebhookVerificationError extends Error {
  static {
    brand(this, 'WebhookVerificationError');
  }

  /** Stable; the message is not. */
  readonly code: VerificationErrorCode;

  /**
   * Makes one, as a test that stands in for a failure does.
   *
   * @param message What happened. Default: none.
   * @param options The code, `ERR_NO_MATCHING_SIGNATURE` unless given, and the error that caused
   *   this one.
   */
  constructor(message?: string, options?: VerificationErrorOptions) {
    super(message, options);
    this.code = options?.code ?? 'ERR_NO_MATCHING_SIGNATURE';
  }
}

/** What else {@link WebhookConfigError} is made of. */
export interface ConfigErrorOptions {
  /** Why, for logs. Default: `ERR_OPTION`. */
  code?: ConfigErrorCode;
  /** The error beneath it. */
  cause?: unknown;
}

/**
 * A mistake in the receiver: a wrong secret, a parsed body, a wrong option. It says what to change,
 * and never contains the secret. Let it surface: caught and answered like a forgery, it would hide
 * that no webhook can ever pass.
 *
 * @example
 * try {
 *   new Webhook('');
 * } catch (error) {
 *   if (error instanceof WebhookConfigError) console.error(error.code, error.message);
 * }
 */
export class WebhookConfigError extends TypeError {
  static {
    brand(this, 'WebhookConfigError');
  }

  /** Stable; the message is not. */
  readonly code: ConfigErrorCode;

  /**
   * Makes one, as a test that stands in for a mistake does.
   *
   * @param message What happened. Default: none.
   * @param options The code, `ERR_OPTION` unless given, and the error that caused this one.
   */
  constructor(message?: string, options?: ConfigErrorOptions) {
    super(message, options);
    this.code = options?.code ?? 'ERR_OPTION';
  }
}

/**
 * Returns the error that a number stands for: errors cross as -1 - their places in their list.
 *
 * This one has no stack: to note down who called takes as long as the verdict, and forgeries must
 * not cost more than webhooks.
 *
 * @internal
 */
export function verifyErrorOf(number: number): WebhookVerificationError {
  const [code, message] = verifyErrors[-1 - number] as (typeof verifyErrors)[number];
  const limits = Error as { stackTraceLimit?: number };
  const { stackTraceLimit } = limits;
  // False, and nothing is changed, where somebody has frozen Error.
  const isSet = stackTraceLimit !== undefined && Reflect.set(limits, 'stackTraceLimit', 0);
  const error = new WebhookVerificationError(message, { code });
  // The same way: WebKit sees no other.
  if (isSet) Reflect.set(limits, 'stackTraceLimit', stackTraceLimit);
  return error;
}

/** @internal */
export function signErrorOf(number: number): WebhookConfigError {
  const [code, message] = signErrors[-1 - number] as (typeof signErrors)[number];
  return new WebhookConfigError(message, { code });
}

/** Of the secret at a place; 0 says that it is neither a string nor bytes. @internal */
export function secretErrorOf(number: number, at: number, count: number): WebhookConfigError {
  const [code, message] =
    secretErrors[-1 - number] ?? (['ERR_SECRET_KIND', SECRET_PROBLEM] as const);
  return new WebhookConfigError(message + (count > 1 ? ` (secret ${at + 1} of ${count})` : ''), {
    code,
  });
}

/** @internal */
export const SECRET_PROBLEM = 'the secret must be a string or a Uint8Array, or an array of these';
