/** Once only: the claim of a webhook before its handler runs, and what becomes of it afterwards. */
import { WebhookVerificationError } from 'hookproof';
import { type AtOnce, type Holder, inMemory, type ReplayState } from '../replay/store.js';
import { acknowledged, refused, unavailable } from './answers.js';
import type { Outcome } from './outcome.js';
import { isChoice, must, type Settings } from './settings.js';
import { type Waiting, withinTimer } from './shared-timer.js';
import type { ReceivedWebhook, Refusal, ReplayStore } from './types.js';

/** Gives a webhook that is the caller's to work on, or the answer of one that is not. */
export function claimed<T, Subject, Source>(
  webhook: ReceivedWebhook<T>,
  store: ReplayStore,
  settings: Settings<Subject, Source>,
  subject: Subject,
): Outcome<T> | Promise<Outcome<T>> {
  const lease = new Lease(webhook.id, store, settings, subject);
  const saying = lease.claim();
  // This process's memory has said so: there is nothing to wait for.
  if (saying === 'claimed') return lease.held(webhook);
  return claimedLater(saying, webhook, lease, settings, subject);
}

async function claimedLater<T, Subject, Source>(
  saying: ReplayState | Promise<ReplayState>,
  webhook: ReceivedWebhook<T>,
  lease: Lease,
  settings: Settings<Subject, Source>,
  subject: Subject,
): Promise<Outcome<T>> {
  const { onStoreError, onReplay, onRefused } = settings;
  let state: ReplayState;
  try {
    state = await lease.within(saying);
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
      if (!isAccepted) later(() => lease.end(false)).catch(() => {});
    }
    if (isAccepted) return { webhook, lease };
    await onRefused?.(errorFrom(error), subject);
    return { answer: unavailable };
  }
  must(
    ['claimed', 'busy', 'done'].includes(state),
    "the replay store's claim() must give 'claimed', 'busy' or 'done'",
  );
  if (state === 'claimed') return lease.held(webhook);
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
class Lease implements Holder {
  place = 0;
  stamp = 0;
  readonly #id: string;
  /** Names this delivery. A memory knows it by the place that it holds. */
  #token = '';
  readonly #store: ReplayStore;
  readonly #memory: AtOnce | undefined;
  readonly #settings: Settings<any, any>;
  readonly #subject: unknown;
  /** What the store said, or will say. */
  #claimed: ReplayState | Promise<ReplayState> | undefined;
  /** Not if the store was down, and the webhook is accepted all the same. */
  #isHeld = false;
  #renewsUntil = 0;
  #beat: Waiting | undefined;
  #renewal: Promise<unknown> | undefined;
  #hasEnded = false;

  constructor(id: string, store: ReplayStore, settings: Settings<any, any>, subject: unknown) {
    this.#id = id;
    this.#store = store;
    this.#memory = memoryOf(store);
    this.#settings = settings;
    this.#subject = subject;
  }

  get #key(): string {
    return this.#settings.keyPrefix + this.#id;
  }

  claim(): ReplayState | Promise<ReplayState> {
    try {
      if (this.#memory === undefined) this.#token = crypto.randomUUID();
      this.#claimed = this.#take();
    } catch (error) {
      this.#claimed = Promise.reject(error);
    }
    return this.#claimed;
  }

  /** Gives the webhook, which is claimed. */
  held<T>(webhook: ReceivedWebhook<T>): Outcome<T> {
    this.#isHeld = true;
    return { webhook, lease: this };
  }

  /**
   * Renews what was claimed while its handler runs, until the time for that is over: a handler that
   * never ends must not hold an id for ever.
   */
  renew(): void {
    if (!this.#isHeld) return;
    const { leaseSeconds, maxWorkSeconds } = this.#settings;
    this.#renewsUntil = Date.now() + (maxWorkSeconds - leaseSeconds) * 1000;
    this.#waitToRenew();
  }

  /**
   * Completes or releases the id, when the handler has ended. Gives nothing to wait for, where that
   * is done at once.
   */
  settle(processed: boolean): Promise<void> | undefined {
    try {
      const ending = this.end(processed);
      if (isPromise(ending)) return ending.catch((error) => this.#tell(error));
    } catch (error) {
      this.#tell(error);
    }
    return undefined;
  }

  /** Completes or releases what was claimed here, which may turn out late. */
  end(processed: boolean): unknown {
    this.#hasEnded = true;
    if (this.#beat !== undefined) this.#settings.renewalTimer.stop(this.#beat);
    const claimed = this.#claimed;
    return this.within(
      this.#renewal === undefined && !isPromise(claimed)
        ? this.#finish(processed, claimed)
        : this.#finishLater(processed),
    );
  }

  /** Gives what the store says, if it does in time. This process's memory has said it. */
  within<T>(saying: T | Promise<T>): T | Promise<T> {
    if (!isPromise(saying)) return saying;
    return withinTimer(this.#settings.storeTimer, saying, 'the replay store did not answer');
  }

  #waitToRenew(): void {
    this.#beat = this.#settings.renewalTimer.start(() => this.#claimAgain());
  }

  #claimAgain(): void {
    if (this.#hasEnded || Date.now() > this.#renewsUntil) return;
    // Who lost the lease gets it back no more.
    this.#renewal = (async () => (await this.#take()) === 'claimed')().catch(() => true);
    this.#renewal.then((isHeld) => isHeld && !this.#hasEnded && this.#waitToRenew());
  }

  #take(): ReplayState | Promise<ReplayState> {
    const { keyPrefix, leaseSeconds, freshSeconds } = this.#settings;
    if (this.#memory !== undefined)
      return this.#memory.claim(keyPrefix, this.#id, this.#settings, this);
    const lease = { leaseSeconds, token: this.#token, freshSeconds };
    return later(() => this.#store.claim(this.#key, lease));
  }

  /** Not before a renewal has ended: it would lease the id again. */
  async #finishLater(processed: boolean): Promise<unknown> {
    await this.#renewal;
    return this.#finish(processed, await later(() => this.#claimed).catch(() => undefined));
  }

  #finish(processed: boolean, state: ReplayState | undefined): unknown {
    // Also what was claimed and not told.
    const mayHold = state === 'claimed' || state === undefined;
    if (!processed) return mayHold ? this.#release() : undefined;
    return state === 'claimed' ? this.#complete() : undefined;
  }

  #complete(): unknown {
    const { rememberSeconds } = this.#settings;
    if (this.#memory !== undefined) return this.#memory.complete(this, rememberSeconds);
    return later(() => this.#store.complete(this.#key, this.#token, rememberSeconds));
  }

  #release(): unknown {
    if (this.#memory !== undefined) return this.#memory.release(this);
    return later(() => this.#store.release(this.#key, this.#token));
  }

  /**
   * What the hook throws is told to nobody: the handler has ended, and on Node a rejection would
   * end the process.
   */
  #tell(error: unknown): void {
    const { onStoreError } = this.#settings;
    later(() => typeof onStoreError === 'function' && onStoreError(error, this.#subject)).catch(
      () => {},
    );
  }
}

/**
 * What this process's memory does at once; nothing if the store is another one, or has a method of
 * another one.
 */
function memoryOf({ claim, complete, release }: ReplayStore): AtOnce | undefined {
  const of = (method: object) => (method as { [inMemory]?: AtOnce })[inMemory];
  const memory = of(claim);
  return memory === of(complete) && memory === of(release) ? memory : undefined;
}

/** Asks for a promise: whoever throws and whoever rejects are the same then. */
const later = async <T>(ask: () => T | Promise<T>): Promise<T> => ask();

const isPromise = (value: unknown): value is Promise<any> => value instanceof Promise;

const errorFrom = (thrown: unknown): Refusal =>
  thrown instanceof Error ? thrown : new Error('the replay store failed', { cause: thrown });
