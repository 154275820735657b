/**
 * Headers as people have them at hand: a cURL command, what a program printed, or the lines of a
 * request.
 */
import { curlCommand, isCurl } from './curl-command.js';
import type { Pair } from './pair.js';
import { printedHeaders } from './printed-headers.js';
import { requestLines } from './request-lines.js';

export interface HeadersRead {
  format: 'nothing' | 'lines' | 'object' | 'cURL';
  /** In the order in which they were written; a name that is there twice is here twice. */
  pairs: Pair[];
  /** The body, if what was pasted holds it too. */
  body?: Uint8Array;
  /** What could not be read, for people. */
  problem?: string;
}

/** Finds out by itself in which format the text is. It never throws. */
export function readHeaders(text: string): HeadersRead {
  const trimmed = text.trim();
  if (trimmed === '') return { format: 'nothing', pairs: [] };
  if (isCurl(trimmed)) return { format: 'cURL', ...curlCommand(trimmed) };
  const printed = printedHeaders(trimmed);
  if (printed !== undefined) return { format: 'object', ...printed };
  return { format: 'lines', ...requestLines(text) };
}

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
  const names = ['id', 'timestamp', 'signature'] as const;
  const count = (set: string) => names.filter((name) => first.has(`${set}-${name}`)).length;
  const set = count('svix') > count('webhook') ? 'svix' : 'webhook';
  const found = names.flatMap((name) => {
    const value = first.get(`${set}-${name}`);
    return value === undefined ? [] : [[name, value]];
  });
  return { set, ...Object.fromEntries(found) };
}

/** Whether a header takes part in the signature, by its name. */
export const isWebhookHeader = ([name]: Pair): boolean =>
  /^(webhook|svix)-(id|timestamp|signature)$/i.test(name);
