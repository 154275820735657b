export {
  type KnownPulseEvent,
  type PulseEvent,
  type PulseJob,
  type PulseJobCancelled,
  type PulseJobCompleted,
  type PulseJobCreated,
  type PulseJobFailed,
  type PulseJobProcessing,
  parsePulseEvent,
  type UnknownPulseEvent,
  unwrapPulseWebhook,
} from './events.js';
export { PulseError, type PulseErrorBody, type PulseErrorCode } from './errors.js';
export { createWebhookLink, type WebhookLinkOptions } from './webhook-link.js';
