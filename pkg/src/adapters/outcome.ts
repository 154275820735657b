import type { Answer } from './answers.js';
import type { ReceivedWebhook } from './types.js';

/**
 * What the guard makes of a delivery: a webhook for the application, or an answer for the sender.
 * `lease` is told whether it was processed; without a replay store there is none.
 */
export type Outcome<T> =
  | { webhook: ReceivedWebhook<T>; answer?: never; lease?: Settled }
  | { answer: Answer; webhook?: never; lease?: never };

interface Settled {
  /** Gives nothing, where there is nothing to wait for. */
  settle(processed: boolean): Promise<void> | undefined;
}
