/**
 * Marks a store that remembers in this process's memory. Under this symbol, each of its methods has
 * what does the same at once, without a promise: whoever replaces one of them is asked instead.
 * Registered, because each entry is a bundle of its own.
 */
export const inMemory: unique symbol = Symbol.for('hookproof.inMemory') as never;

/** What a store in memory does at once, for who holds an entry, and needs no token therefore. */
export interface AtOnce {
  /** A key is given in two parts: `prefix`, which many have in common, and the rest. */
  claim(
    prefix: string,
    rest: string,
    lease: Omit<ReplayLease, 'token'>,
    holder: Holder,
  ): ReplayState;
  complete(holder: Holder, rememberSeconds: number): boolean;
  release(holder: Holder): boolean;
}

/** Where the memory has what was claimed. */
export interface Holder {
  /** 0 for nowhere. */
  place: number;
  /** Which entry that is: every other has another stamp. */
  stamp: number;
}

/**
 * What a claim finds. `claimed`: the caller works on it. `busy`: somebody else does, so that the
 * sender has to come again. `done`: nobody has to.
 */
export type ReplayState = 'claimed' | 'busy' | 'done';

/** For how long, and for whom. */
export interface ReplayLease {
  /**
   * How long the work may take, from this claim on. It is claimed again, with the same token, to
   * have longer.
   */
  leaseSeconds: number;
  /** Names this delivery and no other one: `crypto.randomUUID()`. */
  token: string;
  /**
   * How long it could be replayed, from the first claim on: twice the tolerance. A store that is
   * full gives up only what is older. Default: 660, for a tolerance of 300.
   */
  freshSeconds?: number;
}

/**
 * Remembers which webhooks are worked on and which are done, so that none is processed twice.
 *
 * The stores of `hookproof/replay` are such. One of your own must decide in one atomic step: a read
 * that is followed by a write lets two deliveries through. A key is free, or leased to a token
 * until the lease ends, or done until its time is over. Whoever lost the lease, because it ended or
 * because somebody else has it since, completes and releases nothing.
 *
 * @example
 * const [key, token] = [`pulse.${id}`, crypto.randomUUID()];
 * const state = await store.claim(key, { leaseSeconds: 60, token });
 * if (state === 'done') return; // a 2xx: the sender stops
 * if (state === 'busy') throw new Error('in hand'); // a 503: the sender comes again
 * try {
 *   await process(event);
 * } catch (error) {
 *   await store.release(key, token); // so that the sender's next attempt is processed
 *   throw error;
 * }
 * await store.complete(key, token, 2 * 86_400);
 */
export interface ReplayStore {
  /**
   * Takes a webhook for a token until the lease ends. The same token takes it again: that renews
   * the lease, and it makes a claim whose answer was lost safe to repeat.
   *
   * @param key The webhook's id, with the name of your endpoint before it: ids are unique for one
   *   sender only. Up to 512
   * characters, none of them a control character.
   * @param lease How long it is worked on, and by whom.
   * @returns What it finds. Rejected if the store cannot tell.
   */
  claim(key: string, lease: ReplayLease): Promise<ReplayState>;

  /**
   * Remembers that it is done, if the token holds the lease.
   *
   * @param key What was claimed.
   * @param token By whom.
   * @param rememberSeconds For how long: as long as the sender retries, and at least twice the
   *   tolerance.
   * @returns `false` if the lease was lost: somebody else may do it as well. Also `true` when it is
   *   completed once more. A store of
   * your own need not tell.
   */
  complete(key: string, token: string, rememberSeconds: number): Promise<boolean | void>;

  /**
   * Gives it back, because its processing failed, if the token holds the lease.
   *
   * @param key What was claimed.
   * @param token By whom.
   * @returns `false` if the token held no lease, so that nothing has changed. A store of your own
   *   need not tell.
   */
  release(key: string, token: string): Promise<boolean | void>;
}
