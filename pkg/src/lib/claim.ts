import { WebhookConfigError } from 'hookproof';

/** How long a claim lasts, in milliseconds. An id that is no id would be everybody's, so it is refused. */
export function lifetimeOf(id: string, ttlSeconds: number): number {
  if (typeof id !== 'string' || id === '') {
    throw new WebhookConfigError('the id of a claim must be the id of a webhook, a string that is not empty', { code: 'ERR_OPTION' });
  }
  const lifetime = typeof ttlSeconds === 'number' ? Math.ceil(ttlSeconds * 1000) : Number.NaN;
  // What is added to the clock must stay a whole number that is exact, for every store.
  if (!Number.isSafeInteger(Date.now() + lifetime) || ttlSeconds <= 0) {
    throw new WebhookConfigError('ttlSeconds must be a number of seconds above 0, and no longer than the clock can count', {
      code: 'ERR_OPTION',
    });
  }
  return lifetime;
}

/** Throws unless an option is a whole number from 1 on, and no larger than `most`. */
export function positive(name: string, value: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value > 0 && value <= most) return;
  throw new WebhookConfigError(`${name} must be a whole number, 1 to ${most}`, { code: 'ERR_OPTION' });
}

/** Throws unless an option is a string: every object is the same text as a part of a name, and so everybody's. */
export function text(name: string, value: string): void {
  if (typeof value !== 'string') throw new WebhookConfigError(`${name} must be a string`, { code: 'ERR_OPTION' });
}

/** Options that are not an object are most likely a value meant as one of them. */
export function given<T extends object>(options: T | undefined): Partial<T> {
  if (typeof (options ?? {}) !== 'object') throw new WebhookConfigError('the options must be an object', { code: 'ERR_OPTION' });
  // Not {}: what somebody left on Object.prototype is no option.
  return options ?? Object.create(null);
}

/** What a store that others share writes beside an id, to know its own claims again. */
export class Claimant {
  #name: string | undefined;
  #claims = 0;

  /** How every token of this claimant begins. Made late, because Workers have no random bytes before their first request. */
  get name(): string {
    this.#name ??= `${crypto.randomUUID()}/`;
    return this.#name;
  }

  /** Another one for each claim, so that an answer that was lost can be asked for again. None is how another one begins. */
  token(): string {
    this.#claims++;
    return `${this.name}${this.#claims}/`;
  }
}
