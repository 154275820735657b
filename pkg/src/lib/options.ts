import { defaultToleranceSeconds } from '#wasm/tables.js';
import { WebhookConfigError } from '../errors.js';
import type { VerifyOptions } from '../types.js';

/** The two numbers that the core judges. A value of another type becomes a NaN, which it refuses. */
export function timing(options: VerifyOptions | undefined): { now: number; tolerance: number } {
  const { now, toleranceSeconds } = known(options);
  return {
    now: now === undefined ? Date.now() / 1000 : seconds(now),
    tolerance: toleranceSeconds === undefined ? defaultToleranceSeconds : number(toleranceSeconds),
  };
}

/** Options that are not an object are most likely a number meant as one of them. */
export function known<T extends object>(options: T | undefined): Partial<T> {
  if (options !== undefined && options !== null && typeof options !== 'object') {
    throw new WebhookConfigError('ERR_OPTION', 'options must be an object, such as { toleranceSeconds: 300 }');
  }
  return options ?? {};
}

/** Seconds since 1970; NaN for what is neither a number nor a valid Date, of any realm. */
export function seconds(time: unknown): number {
  return Object.prototype.toString.call(time) === '[object Date]' ? Number(time) / 1000 : number(time);
}

const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);
