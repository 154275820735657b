import type { Answer } from './answers.js';
import type { ReceivedWebhook } from './types.js';

/**
 * What the guard makes of a delivery: a webhook for the application, or an answer for the sender.
 * `settle` takes whether it was processed; without a replay store there is none.
 */
export type Outcome<T> =
  | { webhook: ReceivedWebhook<T>; answer?: never; settle?: (processed: boolean) => Promise<void> }
  | { answer: Answer; webhook?: never; settle?: never };
