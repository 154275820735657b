/** Once only: the claim of a webhook before its handler runs, and what becomes of it afterwards. */
import { WebhookVerificationError } from 'hookproof';
import { type AtOnce, inMemory, type ReplayState } from '../replay/store.js';
import { acknowledged, refused, unavailable } from './answers.js';
import type { Outcome } from './outcome.js';
import { isChoice, must, type Settings } from './settings.js';
import { type Waiting, withinTimer } from './shared-timer.js';
import type { ReceivedWebhook, Refusal, ReplayStore } from './types.js';

/** Gives a webhook that is the caller's to work on, or the answer of one that is not. */
export async function claimed<T, Subject, Source>(
  webhook: ReceivedWebhook<T>,
  store: ReplayStore,
  settings: Settings<Subject, Source>,
  subject: Subject,
): Promise<Outcome<T>> {
  const { onStoreError, onReplay, onRefused } = settings;
  const lease = new Lease(webhook.id, store, settings);
  const settle = async (processed: boolean) => {
    try {
      await lease.end(processed);
    } catch (error) {
      // What the hook throws is told to nobody: the handler has ended, and on Node a rejection
      // would end the process.
      (async () => typeof onStoreError === 'function' && onStoreError(error, subject))().catch(
        () => {},
      );
    }
  };

  let state: ReplayState;
  try {
    state = await lease.within(lease.claim());
  } catch (error) {
    let isAccepted = false;
    try {
      const choice =
        typeof onStoreError === 'function' ? await onStoreError(error, subject) : onStoreError;
      must(isChoice(choice), "onStoreError must give 'refuse' or 'accept'");
      isAccepted = choice === 'accept';
    } finally {
      // Not awaited: a claim that arrives after all must not hold the id of a webhook that nobody
      // processed.
      if (!isAccepted) lease.end(false).catch(() => {});
    }
    if (isAccepted) return { webhook, settle };
    await onRefused?.(errorFrom(error), subject);
    return { answer: unavailable };
  }
  must(
    ['claimed', 'busy', 'done'].includes(state),
    "the replay store's claim() must give 'claimed', 'busy' or 'done'",
  );
  if (state === 'claimed') {
    lease.renew();
    return { webhook, settle };
  }
  await onRefused?.(new WebhookVerificationError(seen[state], { code: 'ERR_REPLAYED' }), subject);
  // Who comes while another delivery is worked on has to come again: that one may fail.
  if (state === 'busy') return { answer: unavailable };
  return { answer: onReplay === 'acknowledge' ? acknowledged : refused };
}

const seen = {
  busy: 'another delivery of this webhook is being worked on',
  done: 'this webhook was received before',
};

/** What one delivery holds of an id in a store. */
class Lease {
  readonly #key: string;
  readonly #token = crypto.randomUUID();
  readonly #store: ReplayStore;
  readonly #settings: Settings<any, any>;
  /** What the store said, or will say. */
  #claimed: ReplayState | Promise<ReplayState> | undefined;
  #beat: Waiting | undefined;
  #renewal: Promise<unknown> | undefined;
  #hasEnded = false;

  constructor(id: string, store: ReplayStore, settings: Settings<any, any>) {
    // An id has no dot, so that no two endpoints share a key.
    this.#key = `${settings.endpoint}.${id}`;
    this.#store = store;
    this.#settings = settings;
  }

  claim(): ReplayState | Promise<ReplayState> {
    this.#claimed = this.#take();
    return this.#claimed;
  }

  /**
   * Renews the lease while the handler runs, until its time is over: a handler that never ends must
   * not hold an id for ever.
   */
  renew(): void {
    const { leaseSeconds, maxWorkSeconds, renewalTimer } = this.#settings;
    const end = Date.now() + (maxWorkSeconds - leaseSeconds) * 1000;
    const again = () => {
      if (this.#hasEnded || Date.now() > end) return;
      // Who lost the lease gets it back no more.
      this.#renewal = (async () => (await this.#take()) === 'claimed')().catch(() => true);
      this.#renewal.then((isHeld) => isHeld && !this.#hasEnded && beat());
    };
    const beat = () => {
      this.#beat = renewalTimer.start(again);
    };
    beat();
  }

  /**
   * Completes or releases what was claimed here, which may turn out late. Rejected if the store
   * cannot.
   */
  async end(processed: boolean): Promise<void> {
    this.#hasEnded = true;
    if (this.#beat !== undefined) this.#settings.renewalTimer.stop(this.#beat);
    const isSettled = this.#renewal === undefined && !isPromise(this.#claimed);
    await this.within(
      isSettled
        ? this.#finish(processed, this.#claimed as ReplayState | undefined)
        : this.#finishLater(processed),
    );
  }

  /** Gives what the store says, if it does in time. This process's memory has said it. */
  within<T>(saying: T | Promise<T>): T | Promise<T> {
    if (!isPromise(saying)) return saying;
    const { storeTimer } = this.#settings;
    return withinTimer(
      storeTimer,
      saying,
      `the replay store did not answer within ${storeTimer.milliseconds} ms`,
    );
  }

  #take(): ReplayState | Promise<ReplayState> {
    const { leaseSeconds, freshSeconds } = this.#settings;
    const lease = { leaseSeconds, token: this.#token, freshSeconds };
    return ask(this.#store, 'claim', this.#key, lease);
  }

  /** Not before a renewal has ended: it would lease the id again. */
  async #finishLater(processed: boolean): Promise<unknown> {
    await this.#renewal;
    return this.#finish(processed, await (async () => this.#claimed)().catch(() => undefined));
  }

  #finish(processed: boolean, state: ReplayState | undefined): unknown {
    if (state === 'claimed' && processed)
      return ask(this.#store, 'complete', this.#key, this.#token, this.#settings.rememberSeconds);
    // Also what was claimed and not told.
    const mayHold = state === 'claimed' || state === undefined;
    return mayHold && !processed ? ask(this.#store, 'release', this.#key, this.#token) : undefined;
  }
}

/**
 * Asks a store. Its promise is that of a function, so that a store that throws and one that rejects
 * are the same. A memory's own method answers at once.
 */
function ask<Name extends keyof AtOnce>(
  store: ReplayStore,
  name: Name,
  ...values: Parameters<AtOnce[Name]>
): ReturnType<AtOnce[Name]> | Promise<ReturnType<AtOnce[Name]>> {
  const method = store[name] as any;
  const atOnce = method[inMemory];
  return atOnce === undefined ? (async () => method.apply(store, values))() : atOnce(...values);
}

const isPromise = (value: unknown): value is Promise<any> => value instanceof Promise;

const errorFrom = (thrown: unknown): Refusal =>
  thrown instanceof Error ? thrown : new Error('the replay store failed', { cause: thrown });
