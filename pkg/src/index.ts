export {
  type ConfigErrorCode,
  type ConfigErrorOptions,
  type VerificationErrorCode,
  type VerificationErrorOptions,
  WebhookConfigError,
  WebhookVerificationError,
} from './errors.js';
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
} from './types.js';
export { unwrapWebhook, verifyWebhook } from './verify.js';
export { Webhook, type WebhookOptions } from './webhook.js';
