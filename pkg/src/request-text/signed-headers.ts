import type { Pair } from './pair.js';

const parts = ['id', 'timestamp', 'signature'] as const;
type Part = (typeof parts)[number];

export interface SignedHeaders {
  /** Absent, where there is no such header. */
  id?: string;
  timestamp?: string;
  signature?: string;
  /** Which set they are from. */
  set: 'webhook' | 'svix';
}

/**
 * The headers that count: `webhook-` if all three are there, else `svix-` if those are, else what
 * there is of either.
 */
export function signedHeaders(pairs: readonly Pair[]): SignedHeaders {
  const first = new Map<string, string>();
  for (const [name, value] of pairs) {
    const lower = name.toLowerCase();
    if (value !== '' && !first.has(lower)) first.set(lower, value);
  }
  const count = (set: string) => parts.filter((name) => first.has(`${set}-${name}`)).length;
  const set = count('svix') > count('webhook') ? 'svix' : 'webhook';
  const found = parts.flatMap((name) => {
    const value = first.get(`${set}-${name}`);
    return value === undefined ? [] : [[name, value]];
  });
  return { set, ...Object.fromEntries(found) };
}

/** Whether it is a header of the scheme, in either set. */
export const isSchemeHeader = (name: string, which: readonly Part[] = parts): boolean =>
  which.some((part) => [`webhook-${part}`, `svix-${part}`].includes(name.toLowerCase()));
