import { WebhookConfigError } from 'hookproof';

/** How long a claim lasts, in milliseconds. An id that is no id would be everybody's, so it is refused. */
export function lifetimeOf(id: string, ttlSeconds: number): number {
  if (typeof id !== 'string' || id === '') {
    throw new WebhookConfigError('ERR_OPTION', 'the id of a claim must be the id of a webhook, a string that is not empty');
  }
  if (!Number.isFinite(ttlSeconds) || ttlSeconds <= 0) {
    throw new WebhookConfigError('ERR_OPTION', 'ttlSeconds must be a finite number above 0');
  }
  return Math.ceil(ttlSeconds * 1000);
}

/** Throws unless an option is a whole number from 1 on. */
export function positive(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new WebhookConfigError('ERR_OPTION', `${name} must be a whole number above 0`);
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
