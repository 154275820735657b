import { publicKey } from '#wasm/hookproof_bg.js';
import { call } from './core/instance.js';

/** An ed25519 key pair, as text. */
export interface KeyPair {
  /** `whsk_` and base64 of 64 bytes: signs. For the sender alone. */
  privateKey: string;
  /** `whpk_` and base64 of 32 bytes: verifies. No secret. */
  publicKey: string;
}

/**
 * Makes a new key pair for `v1a` signatures: who holds the public key can verify webhooks, and
 * cannot sign them.
 *
 * @returns The two keys, made from the runtime's own random numbers.
 * @throws {WebhookConfigError} No WebAssembly.
 *
 * @example
 * const { privateKey, publicKey } = generateKeyPair();
 * const headers = signWebhook(body, privateKey);
 * verifyWebhook(body, headers, publicKey); // true
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @see https://www.rfc-editor.org/rfc/rfc8032 for ed25519
 */
export function generateKeyPair(): KeyPair {
  const seed = crypto.getRandomValues(new Uint8Array(32));
  const half = call(() => publicKey(seed)) as string;
  const privateKey = `whsk_${btoa(String.fromCharCode(...seed) + atob(half))}`;
  seed.fill(0);
  return { privateKey, publicKey: `whpk_${half}` };
}
