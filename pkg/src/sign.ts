import { maxSecretBytes, minSecretBytes } from '#wasm/tables.js';
import { signErrorOf, WebhookConfigError } from './core/errors.js';
import {
  check,
  Given,
  known,
  numberOrNone,
  seconds,
  takePayload,
  takeSecrets,
} from './core/given.js';
import { call } from './core/instance.js';
import type { Payload, Secret, WebhookHeaders } from './core/types.js';

/** What to sign under. */
export interface SignOptions {
  /**
   * 1 to 256 visible ASCII characters without a dot; keep it on a retry. Default: `msg_` and 27
   * random characters.
   */
  id?: string;
  /** When it is sent, in seconds since 1970 or as a `Date`. Default: now. */
  timestamp?: number | Date;
  /**
   * How many bytes each secret must have at least, 1 to 512; see {@link
   * VerifyOptions.minSecretBytes}. Default: 24.
   */
  minSecretBytes?: number;
}

/**
 * Signs a webhook, for a sender or for a test.
 *
 * @param payload The body, exactly as it will be sent.
 * @param secret One secret, or several: each adds an entry to the signature list.
 * @param options The id and the timestamp.
 * @returns The three headers to send with the payload.
 * @throws {WebhookConfigError} A wrong secret, payload or option, or no WebAssembly.
 *
 * @example
 * const body = JSON.stringify({ type: 'job.completed' });
 * await fetch(url, { method: 'POST', body, headers: { ...signWebhook(body, secret) } });
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signWebhook(
  payload: Payload,
  secret: Secret | readonly Secret[],
  options?: SignOptions,
): WebhookHeaders {
  const taken = known(options, ({ id, timestamp, minSecretBytes }) => ({
    id,
    timestamp,
    min: numberOrNone(minSecretBytes),
  }));
  const { id = randomId(), timestamp = new Date(), min } = taken;
  if (typeof id !== 'string')
    throw new WebhookConfigError('id must be a string', { code: 'ERR_OPTION' });
  const time = String(Math.floor(seconds(timestamp)));
  const given = new Given();
  takeSecrets(given, secret);
  takePayload(given, payload);
  if (min !== undefined) given.minSecretBytes = min;
  const payloadToSign = check(given);
  const signature = call((core) => {
    core.useSecrets(given, true);
    const length = core.exports.signWebhook(
      core.write(id, 0),
      core.write(time, 1),
      core.placeBody(payloadToSign),
    );
    core.payload = '';
    if (length < 0) return length;
    core.refreshViews();
    return String.fromCharCode(...(core.texts[2] as Uint8Array).subarray(0, length));
  });
  if (typeof signature === 'number') throw signErrorOf(signature);
  return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature };
}

/**
 * Makes a new secret, `whsec_` and base64.
 *
 * @param bytes How many random bytes it holds, 24 to 512.
 * @returns `whsec_` and padded base64, from the runtime's own random numbers.
 * @throws {WebhookConfigError} `ERR_OPTION`: another number of bytes.
 *
 * @example
 * console.log(generateSecret()); // whsec_…, 32 bytes
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function generateSecret(bytes = 32): string {
  if (!Number.isInteger(bytes) || bytes < minSecretBytes || bytes > maxSecretBytes) {
    throw new WebhookConfigError(
      `bytes must be a whole number from ${minSecretBytes} to ${maxSecretBytes}`,
      { code: 'ERR_OPTION' },
    );
  }
  return `whsec_${randomBase64(bytes)}`;
}

const randomId = (): string =>
  `msg_${randomBase64(20).replaceAll('+', '-').replaceAll('/', '_').replace('=', '')}`;

const randomBase64 = (bytes: number): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))));
