import { claimOf, given, holderOf, millisecondsOf, positive } from './claim.js';
import { ExpiryHeap } from './expiry-heap.js';
import { inMemory, type ReplayStore } from './store.js';

/** How much to remember. */
export interface MemoryReplayStoreOptions {
  /**
   * The most webhooks to hold, about 300 bytes each. When it is full, the oldest that is done and
   * can no longer be replayed is forgotten; while there is none, claims are rejected, the adapters
   * answer 503, and the sender comes again. So it carries `maxEntries / 660` webhooks a second at a
   * tolerance of 300: the default, 250000, carries 378. At most 16777215.
   */
  maxEntries?: number;
}

/** More than that no `Map` of V8 holds, and all keys may end in the same two characters. */
const MOST_ENTRIES = 2 ** 24 - 1;

interface Entry {
  readonly key: string;
  token: string;
  isDone: boolean;
  /** When the lease or the memory ends. */
  endsAt: number;
  /** When it can no longer be replayed. */
  freshUntil: number;
  /** When a store that is full may forget it. */
  mayGoAt: number;
  place: number;
}

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
  // Not one map, for the reason for which the heap has pages; and one that grows is copied while
  // everybody waits.
  const maps = Array.from({ length: 256 }, () => new Map<string, Entry>());
  const entriesWith = (key: string) =>
    maps[(31 * key.charCodeAt(key.length - 2) + key.charCodeAt(key.length - 1)) & 255] as Map<
      string,
      Entry
    >;
  const byEnd = new ExpiryHeap<Entry>();

  const forget = (entry: Entry): void => {
    entriesWith(entry.key).delete(entry.key);
    byEnd.remove(entry);
  };
  /** What there is of a key, unless it has ended. */
  const find = (key: string, now: number): Entry | undefined => {
    const entry = entriesWith(key).get(key);
    return entry === undefined || entry.endsAt <= now ? undefined : entry;
  };
  const makeRoom = (now: number): void => {
    // Two for each that comes: what has ended goes sooner than new ones come, and no single claim
    // pays for all of it.
    for (let count = 0; count < 2 && byEnd.next !== undefined && byEnd.next.endsAt <= now; count++)
      forget(byEnd.next);
    if (byEnd.size < maxEntries) return;
    if ((byEnd.next as Entry).mayGoAt > now) {
      throw new Error(
        `memoryReplayStore: all ${maxEntries} webhooks could be replayed; raise maxEntries, or share the load through Redis`,
      );
    }
    forget(byEnd.next as Entry);
  };

  const store: ReplayStore = {
    async claim(key, given) {
      const { token, lease, fresh } = claimOf(key, given);
      // The clock that judges timestamps, and no steady one: set back, it makes an old webhook
      // fresh again, and what is known of it as well.
      const now = Date.now();
      const entries = entriesWith(key);
      const known = entries.get(key);
      const held = known !== undefined && known.endsAt > now ? known : undefined;
      if (held?.isDone) return 'done';
      if (held !== undefined && held.token !== token) return 'busy';
      const endsAt = now + lease;
      const freshUntil = held?.freshUntil ?? now + fresh;
      if (known !== undefined)
        byEnd.move(
          Object.assign(known, { token, isDone: false, endsAt, freshUntil, mayGoAt: endsAt }),
        );
      else {
        makeRoom(now);
        const entry = { key, token, isDone: false, endsAt, freshUntil, mayGoAt: endsAt, place: 0 };
        entries.set(key, entry);
        byEnd.add(entry);
      }
      return 'claimed';
    },
    async complete(key, token, rememberSeconds) {
      holderOf(key, token);
      const remember = millisecondsOf('rememberSeconds', rememberSeconds);
      const now = Date.now();
      const held = find(key, now);
      if (held?.token !== token) return false;
      if (!held.isDone) {
        held.isDone = true;
        held.endsAt = now + remember;
        held.mayGoAt = Math.min(held.freshUntil, held.endsAt);
        byEnd.move(held);
      }
      return true;
    },
    async release(key, token) {
      holderOf(key, token);
      const held = find(key, Date.now());
      if (held?.token !== token || held.isDone) return false;
      forget(held);
      return true;
    },
  };
  return Object.assign(store, { [inMemory]: store });
}
