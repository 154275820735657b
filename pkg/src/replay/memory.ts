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
import { type AtOnce, type Holder, inMemory, type ReplayStore } from './store.js';

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
  /** Where a token holds a key, which has not ended; 0 for nowhere. */
  const findHeld = (
    prefix: string,
    rest: string,
    token: string,
    now: number,
    holder?: Holder,
  ): number => {
    const { place, stamp } = holder ?? {};
    const isThere = place !== undefined && entries.stamp(place) === stamp;
    const at = isThere ? place : entries.find(entries.keyOf(prefix, rest));
    return at !== 0 && entries.isHeldBy(at, token) && entries.endsAt(at) > now ? at : 0;
  };
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

  const claim: AtOnce['claim'] = (prefix, rest, lease, holder) => {
    const { leaseSeconds, token, freshSeconds = FRESH_SECONDS } = lease;
    // The clock that judges timestamps, and no steady one: set back, it makes an old webhook
    // fresh again, and what is known of it as well.
    const now = Date.now();
    const key = entries.keyOf(prefix, rest);
    const known = entries.find(key);
    const isHeld = known !== 0 && entries.endsAt(known) > now;
    if (isHeld && entries.isDone(known)) return 'done';
    if (isHeld && !entries.isHeldBy(known, token)) return 'busy';
    const freshUntil = isHeld ? entries.freshUntil(known) : now + inMilliseconds(freshSeconds);
    if (known !== 0) forget(known);
    else makeRoom(now);
    const place = entries.add(key, token, now + inMilliseconds(leaseSeconds), freshUntil);
    leased.add(place);
    if (holder !== undefined) {
      holder.place = place;
      holder.stamp = entries.stamp(place);
    }
    return 'claimed';
  };
  const complete: AtOnce['complete'] = (prefix, rest, token, rememberSeconds, holder) => {
    const now = Date.now();
    const held = findHeld(prefix, rest, token, now, holder);
    if (held === 0) return false;
    if (!entries.isDone(held)) {
      leased.remove(held);
      entries.end(held, now + inMilliseconds(rememberSeconds));
      done.add(held);
    }
    return true;
  };
  const release: AtOnce['release'] = (prefix, rest, token, holder) => {
    const held = findHeld(prefix, rest, token, Date.now(), holder);
    if (held === 0 || entries.isDone(held)) return false;
    forget(held);
    return true;
  };
  const store: ReplayStore = {
    claim: checked(claimOf, claim),
    complete: checked((key, token, rememberSeconds) => {
      holderOf(key, token);
      millisecondsOf('rememberSeconds', rememberSeconds);
    }, complete),
    release: checked(holderOf, release),
  };
  return Object.assign(store, { [inMemory]: true });
}

/**
 * Makes a method of a store. An adapter, whose arguments are lawful, asks without the check, with
 * the parts of a key, and as the holder of an entry.
 */
const checked = <Values extends unknown[], T>(
  check: (...values: Values) => unknown,
  answer: (prefix: string, ...values: Values) => T,
) =>
  Object.assign(
    async (...values: Values) => {
      check(...values);
      return answer('', ...(values.slice(0, check.length) as Values));
    },
    { [inMemory]: answer },
  );
