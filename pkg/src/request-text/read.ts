/**
 * A request as people have it at hand: a cURL command, what a program printed, or the lines of a
 * request. The command line and the playground read it alike.
 */
import { curlCommand, isCurl } from './curl.js';
import type { Pair } from './pair.js';
import { printedHeaders } from './printed-headers.js';

export interface RequestRead {
  format: 'nothing' | 'lines' | 'object' | 'cURL';
  /** In the order in which they were written; a name that is there twice is here twice. */
  pairs: Pair[];
  /** The body, if the text holds it too. */
  body?: Uint8Array;
  /** What could not be read, for people. */
  problem?: string;
}

/** Reads a text that is no lines of a request; undefined for any other. It never throws. */
export function readPrinted(text: string): RequestRead | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return { format: 'nothing', pairs: [] };
  if (isCurl(trimmed)) return { format: 'cURL', ...curlCommand(trimmed) };
  const printed = printedHeaders(trimmed);
  return printed && { format: 'object', ...printed };
}
