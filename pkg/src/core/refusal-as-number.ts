import type { VerifyOptions } from './types.js';

/**
 * An option of the adapters alone: a refusal is given as its number, and not thrown as an error. To
 * make and to throw one that nobody hears of takes as long as the verdict, and forgeries must not
 * cost more than webhooks. Registered, because each entry is a bundle of its own.
 */
export const refusalAsNumber: unique symbol = Symbol.for('hookproof.refusalAsNumber') as never;

/** Options that may hold it. */
export interface QuietOptions extends VerifyOptions {
  [refusalAsNumber]?: boolean | undefined;
}
