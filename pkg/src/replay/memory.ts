import {
  claimOf,
  FRESH_SECONDS,
  given,
  holderOf,
  inMilliseconds,
  millisecondsOf,
  positive,
} from './claim.js';
import { ExpiryHeap } from './expiry-heap.js';
import { MemoryEntries } from './memory-entries.js';
import {
  type AtOnce,
  type Holder,
  inMemory,
  type ReplayLease,
  type ReplayState,
  type ReplayStore,
} from './store.js';

/** How much to remember. */
export interface MemoryReplayStoreOptions {
  /**
   * The most webhooks to hold. Each takes about 130 bytes, which are used again for a later one but
   * not given back. When it is full, the oldest that is done and can no longer be replayed is
   * forgotten; while there is none, claims are rejected, the adapters answer 503, and the sender
   * comes again. So it carries `maxEntries / 660` webhooks a second at a tolerance of 300: the
   * default, 250000, carries 378. At most 16777215.
   */
  maxEntries?: number;
}

/** More than that would take some gigabytes. */
const MOST_ENTRIES = 2 ** 24 - 1;

/**
 * Makes a store in this process's memory: for a receiver that is one process. Other processes,
 * other isolates of a Worker, and this process after a restart know nothing of it.
 *
 * Entries go away when they end, without a timer: nothing here keeps the process alive. An
 * operation costs logarithmic time.
 *
 * @throws {WebhookConfigError} A wrong option.
 *
 * @example
 * const replay = memoryReplayStore();
 * const lease = { leaseSeconds: 60, token: crypto.randomUUID() };
 * const state = await replay.claim(`pulse.${id}`, lease);
 * if (state !== 'claimed') console.warn('seen before:', id);
 */
export function memoryReplayStore(options?: MemoryReplayStoreOptions): ReplayStore {
  const { maxEntries = 250_000 } = given(options);
  positive('maxEntries', maxEntries, MOST_ENTRIES);
  const entries = new MemoryEntries(maxEntries);
  // Two, since leases end sooner than what is done may go: in one heap, each webhook would go all
  // the way up and down again.
  const leased = new ExpiryHeap(entries);
  const done = new ExpiryHeap(entries);

  const forget = (at: number): void => {
    (entries.isDone(at) ? done : leased).remove(at);
    entries.remove(at);
  };
  /** Where a token holds a key; 0 for nowhere. */
  const heldBy = (key: string, token: string): number => {
    const at = entries.find(entries.keyOf('', key));
    return at !== 0 && entries.isHeldBy(at, token) && entries.endsAt(at) > Date.now() ? at : 0;
  };
  /** Where a holder has what it claimed; 0 if that has ended. */
  const placeOf = ({ place, stamp }: Holder): number =>
    place !== 0 && entries.stamp(place) === stamp && entries.endsAt(place) > Date.now() ? place : 0;
  const makeRoom = (now: number): void => {
    const first = () => (leased.nextGoesAt <= done.nextGoesAt ? leased : done);
    // Two for each that comes: what has ended goes sooner than new ones come, and no single claim
    // pays for all of it.
    for (let count = 0; count < 2 && entries.size > 0; count++) {
      const { next } = first();
      if (entries.endsAt(next) > now) break;
      forget(next);
    }
    if (entries.size < maxEntries) return;
    if (first().nextGoesAt > now) {
      throw new Error(
        `memoryReplayStore: all ${maxEntries} webhooks could be replayed; raise maxEntries, or share the load through Redis`,
      );
    }
    forget(first().next);
  };

  const claim = (
    prefix: string,
    rest: string,
    { leaseSeconds, freshSeconds = FRESH_SECONDS }: Omit<ReplayLease, 'token'>,
    by: Holder | string,
  ): ReplayState => {
    // The clock that judges timestamps, and no steady one: set back, it makes an old webhook
    // fresh again, and what is known of it as well.
    const now = Date.now();
    const key = entries.keyOf(prefix, rest);
    const known = entries.find(key);
    const isThere = known !== 0 && entries.endsAt(known) > now;
    if (isThere && entries.isDone(known)) return 'done';
    const isToken = typeof by === 'string';
    if (isThere && !(isToken ? entries.isHeldBy(known, by) : entries.stamp(known) === by.stamp))
      return 'busy';
    const freshUntil = isThere ? entries.freshUntil(known) : now + inMilliseconds(freshSeconds);
    if (known !== 0) forget(known);
    else makeRoom(now);
    // A holder needs no token. An empty one is refused from callers, so that it is nobody's.
    const token = isToken ? by : '';
    const place = entries.add(key, token, now + inMilliseconds(leaseSeconds), freshUntil);
    leased.add(place);
    if (!isToken) {
      by.place = place;
      by.stamp = entries.stamp(place);
    }
    return 'claimed';
  };
  const complete = (held: number, rememberSeconds: number): boolean => {
    if (held === 0) return false;
    if (!entries.isDone(held)) {
      leased.remove(held);
      entries.end(held, Date.now() + inMilliseconds(rememberSeconds));
      done.add(held);
    }
    return true;
  };
  const release = (held: number): boolean => {
    if (held === 0 || entries.isDone(held)) return false;
    forget(held);
    return true;
  };
  const atOnce: AtOnce = {
    claim,
    complete: (holder, rememberSeconds) => complete(placeOf(holder), rememberSeconds),
    release: (holder) => release(placeOf(holder)),
  };
  const store: ReplayStore = {
    async claim(key, lease) {
      claimOf(key, lease);
      return claim('', key, lease, lease.token);
    },
    async complete(key, token, rememberSeconds) {
      holderOf(key, token);
      millisecondsOf('rememberSeconds', rememberSeconds);
      return complete(heldBy(key, token), rememberSeconds);
    },
    async release(key, token) {
      holderOf(key, token);
      return release(heldBy(key, token));
    },
  };
  for (const method of Object.values(store)) Object.assign(method, { [inMemory]: atOnce });
  return Object.assign(store, { [inMemory]: true });
}
