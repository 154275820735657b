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
} from './pulse/events.js';
export { PulseError, type PulseErrorBody, type PulseErrorCode } from './pulse/errors.js';
export { createWebhookLink, type WebhookLinkOptions } from './pulse/webhook-link.js';
