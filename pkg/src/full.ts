export {
  explainWebhook,
  type HintCode,
  type WebhookCheck,
  type WebhookExplanation,
  type WebhookHint,
} from './explain.js';
export * from './index.js';
export { generateKeyPair, type KeyPair } from './key-pair.js';
