import { unwrapWebhook, type VerifyOptions, WebhookVerificationError } from 'hookproof/full';
import type { Message } from './message.js';

/** What there is to say of an authentic webhook. */
export interface Note {
  code: 'ERR_PAYLOAD_JSON';
  message: string;
}

/**
 * An authentic body that is not JSON passes here, and is refused by what parses it: as the library
 * itself finds.
 */
export function bodyNote(
  { body, headers }: Message,
  secrets: (string | Uint8Array)[],
  options: VerifyOptions,
): Note | undefined {
  try {
    unwrapWebhook(body, headers, secrets, options);
  } catch (error) {
    if (error instanceof WebhookVerificationError && error.code === 'ERR_PAYLOAD_JSON')
      return { code: error.code, message };
  }
  return undefined;
}

const message =
  'authentic; the body is not JSON: unwrapWebhook and the adapters refuse it with ERR_PAYLOAD_JSON, unless jsonParse is false';
