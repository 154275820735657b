/** What every store makes of its arguments, before it looks at what it remembers. */
import { WebhookConfigError } from 'hookproof';
import type { ReplayLease } from './store.js';

/** A claim, with its times in milliseconds. */
export interface Claim {
  key: string;
  token: string;
  lease: number;
  fresh: number;
}

export function claimOf(key: string, lease: ReplayLease): Claim {
  const { leaseSeconds, token, freshSeconds = FRESH_SECONDS } = lease ?? {};
  holderOf(key, token);
  return {
    key,
    token,
    lease: millisecondsOf('leaseSeconds', leaseSeconds),
    fresh: millisecondsOf('freshSeconds', freshSeconds),
  };
}

/** How long a webhook can be replayed at the default tolerance. */
export const FRESH_SECONDS = 660;

/** Who holds what. A key or a token that is none would be everybody's, so it is refused. */
export function holderOf(key: string, token: string): { key: string; token: string } {
  must(
    isName(key),
    'the key of a claim must be a text of 1 to 512 characters, such as pulse.msg_1, without control characters',
  );
  must(
    isName(token),
    'the token of a claim must be a text of 1 to 512 characters, such as that of crypto.randomUUID()',
  );
  return { key, token };
}

/**
 * Without what some store cannot keep or cannot tell from another one: control characters and
 * halves of a surrogate pair.
 */
const isName = (value: unknown): value is string =>
  // The first is for speed: it decides for every key that an adapter makes.
  typeof value === 'string' &&
  (/^[ -~]{1,512}$/.test(value) || /^[^\p{Cc}\p{Cs}]{1,512}$/u.test(value));

export function millisecondsOf(name: string, seconds: number): number {
  const milliseconds = typeof seconds === 'number' ? inMilliseconds(seconds) : Number.NaN;
  // What is added to the clock must stay a whole number that is exact, for every store.
  if (!(Number.isSafeInteger(Date.now() + milliseconds) && seconds > 0))
    must(
      false,
      `${name} must be a number of seconds above 0, and no longer than the clock can count`,
    );
  return milliseconds;
}

export const inMilliseconds = (seconds: number): number => Math.ceil(seconds * 1000);

/** Throws unless an option is a whole number from 1 on, and no larger than `most`. */
export function positive(name: string, value: number, most = Number.MAX_SAFE_INTEGER): void {
  must(
    Number.isSafeInteger(value) && value > 0 && value <= most,
    `${name} must be a whole number, 1 to ${most}`,
  );
}

/**
 * Throws unless an option is a string: every object is the same text as a part of a name, and so
 * everybody's.
 */
export function text(name: string, value: string): void {
  must(typeof value === 'string', `${name} must be a string`);
}

/** Options that are not an object are most likely a value meant as one of them. */
export function given<T extends object>(options: T | undefined): Partial<T> {
  must(typeof (options ?? {}) === 'object', 'the options must be an object');
  // Not {}: what somebody left on Object.prototype is no option.
  return options ?? Object.create(null);
}

/** Tells whether a client has a method: it is known by what it can do. */
export const has = (client: unknown, method: string): boolean =>
  typeof (client as Record<string, unknown> | null | undefined)?.[method] === 'function';

export function must(isRight: boolean, message: string): asserts isRight {
  if (!isRight) throw new WebhookConfigError(message, { code: 'ERR_OPTION' });
}
