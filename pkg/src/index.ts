export {
  type ConfigErrorCode,
  type ConfigErrorOptions,
  type VerificationErrorCode,
  type VerificationErrorOptions,
  WebhookConfigError,
  WebhookVerificationError,
} from './errors.js';
export { type VerifyRequestOptions, verifyRequest } from './request.js';
export { generateSecret, type SignOptions, signWebhook, type WebhookHeaders } from './sign.js';
export type { HeadersInput, Payload, Secret, VerifiedWebhook, VerifyOptions } from './types.js';
export { unwrapWebhook, verifyWebhook } from './verify.js';
export { Webhook, type WebhookOptions } from './webhook.js';
