import { brand } from '../core/brand.js';

/** Why Pulse's API gave no answer to use. */
export type PulseErrorCode =
  | 'ERR_PULSE_UNAUTHORIZED'
  | 'ERR_PULSE_SERVER'
  | 'ERR_PULSE_STATUS'
  | 'ERR_PULSE_RESPONSE'
  | 'ERR_PULSE_TIMEOUT'
  | 'ERR_PULSE_NETWORK';

/** What Pulse says of an error. Whatever in it repeats the API key is taken out. */
export interface PulseErrorBody {
  /** Pulse's own code, such as `AUTH_002`. */
  code?: string;
  /** For people to read. */
  message?: string;
  /** More of the context. */
  details?: Record<string, unknown>;
}

/**
 * A call of Pulse's API that failed. The API key is in no part of it.
 *
 * | code | |
 * | --- | --- |
 * | `ERR_PULSE_UNAUTHORIZED` | 401: the API key is missing or wrong |
 * | `ERR_PULSE_SERVER` | 500: Pulse's fault, try again later |
 * | `ERR_PULSE_STATUS` | another status, a redirect among them |
 * | `ERR_PULSE_RESPONSE` | 200, but without a link; or an answer of more than 65,536 characters |
 * | `ERR_PULSE_TIMEOUT` | no whole answer in time |
 * | `ERR_PULSE_NETWORK` | no answer at all |
 *
 * @example
 * try {
 *   await createWebhookLink({ apiKey });
 * } catch (error) {
 *   if (!(error instanceof PulseError)) throw error;
 *   console.error(error.code, error.error?.code, error.error?.message);
 * }
 */
export class PulseError extends Error {
  static {
    brand(this, 'PulseError');
  }

  /** Stable; the message is not. */
  readonly code: PulseErrorCode;
  /** The status of the response, if there was one. */
  readonly status: number | undefined;
  /** What Pulse said, if it was what Pulse documents. */
  readonly error: PulseErrorBody | undefined;

  constructor(
    code: PulseErrorCode,
    message: string,
    response: { status?: number; error?: PulseErrorBody | undefined } = {},
  ) {
    super(message);
    this.code = code;
    this.status = response.status;
    this.error = response.error;
  }
}
