import { verifyErrorOf, WebhookConfigError } from './core/errors.js';
import {
  checkOptions,
  Given,
  known,
  numberOrNone,
  ownSecret,
  take,
  takeSecrets,
} from './core/given.js';
import { call, verdict } from './core/instance.js';
import type { HeadersInput, Payload, Secret, VerifyOptions } from './core/types.js';
import { signWebhook } from './sign.js';
import { howToGive, parse } from './unwrap.js';

/** How the secret is written, and how short it may be. */
export interface WebhookOptions {
  /** `'raw'`: a string secret is the key itself, one byte for each character, and not base64. */
  format?: 'raw';
  /**
   * How many bytes each secret must have at least, 1 to 512; see {@link
   * VerifyOptions.minSecretBytes}. Default: 24.
   */
  minSecretBytes?: number;
}

/**
 * The class of `standardwebhooks` and `svix`: changing the import line is the whole migration.
 *
 * @example
 * const event = new Webhook(secret).verify(body, headers);
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export class Webhook {
  readonly #secrets: Secret[];
  readonly #minSecretBytes: number | undefined;

  /**
   * @param secret One secret, or 1 to 16 of them during a rotation.
   * @param options How the secret is written, and how short it may be.
   * @throws {WebhookConfigError} A wrong secret, at once and not at the first webhook; or no
   *   WebAssembly.
   */
  constructor(secret: Secret | readonly Secret[], options?: WebhookOptions) {
    const { format, min } = known(options, ({ format, minSecretBytes }) => ({
      format,
      min: numberOrNone(minSecretBytes),
    }));
    if (format !== undefined && format !== 'raw') {
      throw new WebhookConfigError("format must be 'raw' or left out", { code: 'ERR_OPTION' });
    }
    // Later changes to the caller's bytes do not change the key.
    const own = format === 'raw' ? rawKey : ownSecret;
    const given = new Given();
    takeSecrets(given, secret);
    given.secrets = this.#secrets = given.secrets.map(own) as Secret[];
    this.#minSecretBytes = min;
    if (min !== undefined) given.minSecretBytes = min;
    checkOptions(given);
    // A key that only signs is none too many here: `verify` says so.
    call((core) => core.sendSecrets(given.secrets, given.minSecretBytes));
  }

  /**
   * Gives the body, parsed as JSON, of a webhook that is authentic and fresh. An empty one gives
   * `undefined`.
   *
   * @param payload The raw body.
   * @param headers The request's headers: `webhook-id`, `webhook-timestamp`, `webhook-signature`,
   *   or their `svix-` forms.
   * @param options The tolerance in seconds, the time to compare with, and whether to parse the
   *   body.
   * @returns The parsed body, of any shape; `undefined` if it is empty, or with `jsonParse: false`.
   * @throws {WebhookVerificationError} The webhook must not be processed; `code` says why.
   * @throws {WebhookConfigError} A wrong payload, headers or option.
   *
   * @example
   * const event = new Webhook(secret).verify(body, headers, { toleranceSeconds: 60 });
   */
  verify(payload: Payload, headers: HeadersInput, options?: VerifyOptions): unknown {
    const { isJson } = howToGive(options);
    const given = take(payload, headers, this.#secrets, options, this.#minSecretBytes);
    const number = verdict(given);
    if (number < 0) throw verifyErrorOf(number);
    const body = given.payload as string | Uint8Array;
    return isJson && body.length > 0 ? parse(body) : undefined;
  }

  /**
   * Gives the value of the signature header for a message.
   *
   * @param id The message's identifier.
   * @param timestamp When it is sent.
   * @param payload The body, exactly as it will be sent.
   * @returns One entry for each secret, `v1,` and base64, separated by spaces.
   * @throws {WebhookConfigError} A wrong id, date or payload.
   *
   * @example
   * const signature = new Webhook(secret).sign('msg_1', new Date(), body);
   */
  sign(id: string, timestamp: Date, payload: Payload): string {
    // What is left out would be chosen by signWebhook, and nobody would learn of it; a number would
    // be milliseconds to most people.
    if (typeof id !== 'string' || typeof timestamp !== 'object') {
      throw new WebhookConfigError('sign takes an id, a Date and the payload, in this order', {
        code: 'ERR_OPTION',
      });
    }
    const options = {
      id,
      timestamp,
      ...(this.#minSecretBytes && { minSecretBytes: this.#minSecretBytes }),
    };
    return signWebhook(payload, this.#secrets, options)['webhook-signature'];
  }
}

function rawKey(secret: unknown): unknown {
  if (typeof secret !== 'string') return ownSecret(secret);
  return Uint8Array.from(secret, (character) => {
    const byte = character.charCodeAt(0);
    if (byte <= 255) return byte;
    throw new WebhookConfigError(
      'a raw secret has one byte for each character, up to U+00FF: give a Uint8Array',
      {
        code: 'ERR_SECRET_FORMAT',
      },
    );
  });
}
