import type { Answer } from './answers.js';
import type { ReceivedWebhook } from './types.js';

/**
 * What the guard makes of a delivery: a webhook for the application, or an answer for the sender.
 * With a replay store there is a lease of the webhook's id, for whoever calls the handler.
 */
export type Outcome<T> =
  | { webhook: ReceivedWebhook<T>; answer?: never; lease?: Leased }
  | { answer: Answer; webhook?: never; lease?: never };

interface Leased {
  /** Keeps the lease, while the handler runs on. */
  renew(): void;
  /** Tells whether it was processed. Gives nothing, where there is nothing to wait for. */
  settle(processed: boolean): Promise<void> | undefined;
}
