import { WebhookConfigError } from 'hookproof';
import { inMemory, type ReplayStore } from '../lib/replay-store.js';
import { given, lifetimeOf, positive } from '../lib/claim.js';
import { type Claim, ExpiryHeap } from '../lib/expiry-heap.js';

/** How much to remember. */
export interface MemoryReplayStoreOptions {
  /**
   * The most claims to hold, about 200 bytes each. It carries `maxEntries / ttlSeconds` webhooks a second: the default, 250000,
   * carries 378 a second that are remembered for eleven minutes each.
   */
  maxEntries?: number;
  /**
   * What to do with a new webhook while that many claims are unexpired. `'refuse'`, the default: the claim is rejected, the
   * adapters answer 503, and the sender tries again later. `'evict'`: the claim that ends soonest is forgotten, and if it was
   * for a webhook that is still fresh, whoever recorded that one can replay it.
   */
  whenFull?: 'refuse' | 'evict';
}

/**
 * A store in this process's memory: for a receiver that is one process. Other processes, other isolates of a Worker, and this
 * process after a restart know nothing of it.
 *
 * Claims go away when they expire, without a timer: nothing here keeps the process alive. An operation costs logarithmic time.
 *
 * @throws {WebhookConfigError} A wrong option.
 *
 * @example
 * const replay = memoryReplayStore();
 * if (!(await replay.claim(id, 660))) console.warn('a replay:', id);
 */
export function memoryReplayStore(options?: MemoryReplayStoreOptions): ReplayStore {
  const { maxEntries = 250_000, whenFull = 'refuse' } = given(options);
  positive('maxEntries', maxEntries);
  if (whenFull !== 'refuse' && whenFull !== 'evict') {
    throw new WebhookConfigError("whenFull must be 'refuse' or 'evict'", { code: 'ERR_OPTION' });
  }
  const claims = new Map<string, Claim>();
  const byExpiry = new ExpiryHeap();

  const add = (claim: Claim): void => {
    claims.set(claim.id, claim);
    byExpiry.add(claim);
  };
  const forget = (claim: Claim | undefined): void => {
    if (claim === undefined) return;
    claims.delete(claim.id);
    byExpiry.remove(claim);
  };
  const hasEnded = (claim: Claim | undefined, now: number): boolean => claim !== undefined && claim.expiresAt <= now;
  const makeRoom = (now: number): void => {
    // Two for each that comes: what has ended goes sooner than new ones come, and no single claim pays for all of it.
    for (let count = 0; count < 2 && hasEnded(byExpiry.next, now); count++) forget(byExpiry.next);
    if (claims.size < maxEntries) return;
    if (whenFull === 'refuse') {
      throw new Error(`memoryReplayStore: ${maxEntries} claims are unexpired; raise maxEntries, or share the load through Redis`);
    }
    forget(byExpiry.next);
  };

  const store: ReplayStore & { [inMemory]: true } = {
    [inMemory]: true,
    async claim(id, ttlSeconds) {
      const lifetime = lifetimeOf(id, ttlSeconds);
      // The clock that judges timestamps, and no steady one: set back, it makes an old webhook fresh again, and its claim as well.
      const now = Date.now();
      const existing = claims.get(id);
      if (existing !== undefined && !hasEnded(existing, now)) return false;
      forget(existing);
      makeRoom(now);
      add({ id, expiresAt: now + lifetime, place: 0 });
      return true;
    },
    async release(id) {
      forget(claims.get(id));
    },
  };
  return store;
}
