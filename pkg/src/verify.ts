import { take } from './core/given.js';
import { verdict } from './core/instance.js';
import type { HeadersInput, Payload, Secret, VerifyOptions } from './core/types.js';

/**
 * Says whether a webhook is authentic and fresh.
 *
 * `false` for anything that a sender can cause; it throws only what the developer has to change.
 *
 * @param payload The raw body. A parsed one cannot be verified: its bytes are gone.
 * @param headers The request's headers: `webhook-id`, `webhook-timestamp`, `webhook-signature`, or
 *   their `svix-` forms.
 * @param secret One secret, or 1 to 16 of them during a rotation.
 * @param options The tolerance in seconds, the time to compare with, and how short a secret may be.
 * @returns Whether to process it.
 * @throws {WebhookConfigError} A wrong secret, payload, headers or option, or no WebAssembly.
 *
 * @example
 * app.post('/webhook', express.raw({ type: () => true }), (req, res) => {
 *   const isAuthentic = verifyWebhook(req.body, req.headers, process.env.WEBHOOK_SECRET);
 *   res.sendStatus(isAuthentic ? 204 : 401);
 * });
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function verifyWebhook(
  payload: Payload,
  headers: HeadersInput,
  secret: Secret | readonly Secret[],
  options?: VerifyOptions,
): boolean {
  return verdict(take(payload, headers, secret, options)) >= 0;
}
