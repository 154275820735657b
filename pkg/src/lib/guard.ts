/** What every adapter does with a delivery: verify, claim, and afterwards release what failed. */
import { WebhookVerificationError } from 'hookproof';
import type { ReceivedWebhook, Refusal, ReplayStore, SecretSource } from '../receiver.js';
import { type Answer, acknowledged, refused, tooLarge, unavailable } from './answers.js';
import { type Delivery, withDeadline } from './delivery.js';
import { inMemory, type ReplayState } from './replay-store.js';
import { isChoice, isStore, must, type Settings } from './settings.js';
import { within } from './within.js';

/** Either what the application is to process, or what the sender is to be answered. */
export type Outcome<T> =
  | { webhook: ReceivedWebhook<T>; answer?: never; settle: (processed: boolean) => Promise<void> }
  | { answer: Answer; webhook?: never; settle?: never };

/** Gives a function that judges one delivery, and throws what is a mistake of the developer. */
export function guard<Subject, Source>(secret: SecretSource<Source>, settings: Settings<Subject, Source>) {
  const { verify, verifying, bodyTimeoutMs, replay } = settings;

  return async <T>(delivery: Delivery, subject: Subject, source: Source): Promise<Outcome<T>> => {
    const keys = typeof secret === 'function' ? await secret(source) : secret;
    let webhook: ReceivedWebhook<T>;
    try {
      webhook = await verify<T>(withDeadline(delivery, bodyTimeoutMs), keys, verifying);
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      await settings.onRefused?.(error, subject);
      return { answer: error.code === 'ERR_BODY_TOO_LARGE' ? tooLarge : refused };
    }
    if (replay === undefined) return { webhook, settle: async () => {} };
    const store = typeof replay === 'function' ? await replay(source) : replay;
    must(isStore(store), 'replay must give a store with claim(), complete() and release()');
    // A memory that is made for each webhook remembers none.
    const isKept = typeof replay !== 'function' || !(inMemory in store) || store === (await replay(source));
    must(isKept, 'replay must give the same memoryReplayStore() each time: make it once, outside of the function');
    return await claimed(webhook, store, settings, subject);
  };
}

async function claimed<T, Subject, Source>(
  webhook: ReceivedWebhook<T>,
  store: ReplayStore,
  { leaseSeconds, freshSeconds, replayTtlSeconds, storeTimeoutMs, onStoreError, onReplay, onRefused }: Settings<Subject, Source>,
  subject: Subject,
): Promise<Outcome<T>> {
  const { id } = webhook;
  const token = crypto.randomUUID();
  const late = `the replay store did not answer within ${storeTimeoutMs} ms`;
  // In a function of its own, so that a store that throws and one that rejects are the same.
  const claim = (async () => await store.claim(id, { leaseSeconds, token, freshSeconds }))();
  /** Also what was claimed late, or claimed and not told. */
  const release = async () => {
    await claim.catch(() => {});
    await store.release(id, token);
  };
  const complete = async () => {
    if ((await claim.catch(() => {})) === 'claimed') await store.complete(id, token, replayTtlSeconds);
  };
  const settle = async (processed: boolean) => {
    try {
      await within(storeTimeoutMs, processed ? complete() : release(), late);
    } catch (error) {
      // What the hook throws is told to nobody: the handler has ended, and on Node a rejection would end the process.
      (async () => typeof onStoreError === 'function' && onStoreError(error, subject))().catch(() => {});
    }
  };

  let state: ReplayState;
  try {
    state = await within(storeTimeoutMs, claim, late);
  } catch (error) {
    let isAccepted = false;
    try {
      const choice = typeof onStoreError === 'function' ? await onStoreError(error, subject) : onStoreError;
      must(isChoice(choice), "onStoreError must give 'refuse' or 'accept'");
      isAccepted = choice === 'accept';
    } finally {
      // Not awaited: a claim that arrives after all must not hold the id of a webhook that nobody processed.
      if (!isAccepted) release().catch(() => {});
    }
    if (isAccepted) return { webhook, settle };
    await onRefused?.(errorFrom(error), subject);
    return { answer: unavailable };
  }
  must(['claimed', 'busy', 'done'].includes(state), "the replay store's claim() must give 'claimed', 'busy' or 'done'");
  if (state === 'claimed') return { webhook, settle };
  await onRefused?.(new WebhookVerificationError('this webhook was received before', { code: 'ERR_REPLAYED' }), subject);
  return { answer: onReplay === 'acknowledge' ? acknowledged : refused };
}

const errorFrom = (thrown: unknown): Refusal =>
  thrown instanceof Error ? thrown : new Error('the replay store failed', { cause: thrown });

/** Whether an answer tells the sender that it need not try again. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300;
