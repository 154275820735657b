export {
  type ConfigErrorCode,
  type ConfigErrorOptions,
  type VerificationErrorCode,
  type VerificationErrorOptions,
  WebhookConfigError,
  WebhookVerificationError,
} from './core/errors.js';
export { type VerifyRequestOptions, verifyRequest } from './request.js';
export { generateSecret, type SignOptions, signWebhook } from './sign.js';
export type {
  HeadersInput,
  Payload,
  Secret,
  VerifiedWebhook,
  VerifyOptions,
  WebhookHeaders,
  WebhookRequiredHeaders,
  WebhookUnbrandedRequiredHeaders,
} from './core/types.js';
export { unwrapWebhook } from './unwrap.js';
export { verifyWebhook } from './verify.js';
export { Webhook, type WebhookOptions } from './drop-in.js';
