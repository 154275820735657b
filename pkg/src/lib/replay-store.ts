/** Marks a store whose claims are in that very object, and in no other one. Registered, because each entry is a bundle of its own. */
export const inMemory: unique symbol = Symbol.for('hookproof.inMemory') as never;

/**
 * Remembers which webhooks were taken, so that none is processed twice.
 *
 * `memoryReplayStore`, `redisReplayStore` and `DurableObjectReplayStore` of `hookproof/replay` are such stores. One of your own
 * must decide in one atomic step: a read that is followed by a write lets two deliveries through.
 *
 * @example
 * if (!(await store.claim(id, 600))) return; // somebody else has it
 * try {
 *   await process(event);
 * } catch (error) {
 *   await store.release(id); // so that the sender's next attempt is processed
 *   throw error;
 * }
 */
export interface ReplayStore {
  /**
   * Takes a webhook for the caller.
   *
   * @param id The webhook's id, as its signature covers it.
   * @param ttlSeconds How long to remember it: at least twice the tolerance, because a webhook stays valid for that long.
   * @returns `true` for the first to ask, `false` for everybody else until the time is over. Rejected if the store cannot tell.
   */
  claim(id: string, ttlSeconds: number): Promise<boolean>;

  /**
   * Gives back a claim of this store, because its processing failed. A claim of somebody else stays, and so does one whose time
   * is over and that somebody else took since; within one store object only the caller knows that, so do not release after
   * `ttlSeconds`.
   *
   * @param id The id that was claimed.
   */
  release(id: string): Promise<void>;
}
