import { UsageError } from './errors.js';
import { requestLines } from '../request-text/lines.js';
import type { Pair } from '../request-text/pair.js';
import { readPrinted } from '../request-text/read.js';
import { type SignedHeaders, signedHeaders } from '../request-text/signed-headers.js';

export type { Pair };

/** A webhook as it travels: header pairs in their order, and the body's bytes. */
export interface Message {
  headers: Pair[];
  body: Uint8Array;
}

/** Reads a request, or an answer, of whose body every byte is kept. */
export function readRequest(bytes: Buffer): Message {
  const { pairs, body = new Uint8Array(), problem } = readPrinted(bytes.toString()) ?? wire(bytes);
  if (problem !== undefined)
    throw new UsageError(
      `${problem}: give "name: value" lines, an empty line and the body, or a cURL command`,
    );
  return { headers: pairs, body };
}

/** Reads headers alone. */
export function readHeaders(bytes: Buffer): Pair[] {
  const { headers, body } = readRequest(bytes);
  if (/\S/.test(Buffer.from(body).toString('latin1'))) {
    throw new UsageError(
      'the file of headers has a body, too: give a whole request without --headers',
    );
  }
  return headers;
}

/** Header values are bytes on the wire: each becomes the character of its number, as in Node. */
function wire(bytes: Buffer): { pairs: Pair[]; body: Uint8Array; problem?: string } {
  const { body = '', ...read } = requestLines(bytes.toString('latin1'));
  return { ...read, body: Buffer.from(body, 'latin1') };
}

/** What HTTP allows in a header: anything else would be another header, or none. */
export const isSendable = ([name, value]: Pair): boolean =>
  /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

/** The id, timestamp or signature of the set that counts: to show it, not to judge by it. */
export const valueOf = (headers: Pair[], part: keyof SignedHeaders): string | undefined =>
  signedHeaders(headers)[part];
