import { defaultToleranceSeconds } from '#wasm/tables.js';
import { WebhookConfigError } from '../errors.js';
import type { VerifyOptions } from '../types.js';

/** The numbers that the core judges: all but `minSecretBytes` as they are, that one for a `Reading` of the secrets. */
export const timing = (options: VerifyOptions | undefined): { now: number; tolerance: number; minSecretBytes: number | undefined } =>
  known(options, ({ now, toleranceSeconds, minSecretBytes }) => ({
    now: now === undefined ? Date.now() / 1000 : seconds(now),
    tolerance: toleranceSeconds === undefined ? defaultToleranceSeconds : number(toleranceSeconds),
    minSecretBytes: numberOrNone(minSecretBytes),
  }));

/**
 * What `take` takes of the options. Those that are not an object are most likely a number meant as one of them; those that throw are
 * as wrong, and what they throw is not looked at: it may be anything.
 */
export function known<T extends object, Taken>(options: T | undefined, take: (given: Partial<T>) => Taken): Taken {
  try {
    // Not {}: what somebody left on Object.prototype is no option.
    const given = options ?? Object.create(null);
    if (typeof given === 'object') return take(given);
  } catch {}
  throw new WebhookConfigError('options must be a readable object, such as { toleranceSeconds: 300 }', { code: 'ERR_OPTION' });
}

/** Seconds since 1970; NaN for what is neither a number nor a valid Date, of any realm. */
export function seconds(time: unknown): number {
  try {
    return typeof time === 'number' ? time : getTime.call(time) / 1000;
  } catch {
    return Number.NaN;
  }
}

/** Throws for what is no Date, whatever it claims to be. */
const { getTime } = Date.prototype;

/** A value of another type becomes a NaN, which the core refuses. */
const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);

/** `undefined` is left for the default. */
export const numberOrNone = (value: unknown): number | undefined => (value === undefined ? value : number(value));
