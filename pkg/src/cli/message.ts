import { UsageError } from './errors.js';

export type Pair = [name: string, value: string];

/** A webhook as it travels: header pairs in their order, and the body's bytes. */
export interface Message {
  headers: Pair[];
  body: Uint8Array;
}

const newline = 0x0a;

/**
 * Reads a request, or an answer, as text on the wire: perhaps a first line, the headers, an empty
 * line, and the body, of which every byte is kept. Lines end in CRLF or LF, as tools and editors
 * write them.
 */
export function readDump(bytes: Buffer): Message {
  let head = readHead(bytes);
  // curl -i shows what came before the answer, such as "100 Continue".
  while (/^HTTP\/[\d.]+ 1\d\d\b/.test(head.lines[0] ?? '')) head = readHead(head.rest);
  return { headers: pairsOf(head.lines), body: head.rest };
}

/** Reads headers alone: such lines, or JSON, as logs print them. */
export function readHeaders(bytes: Buffer): Pair[] {
  const text = bytes.toString();
  if (/^\s*[{[]/.test(text)) return readJsonHeaders(text);
  const { lines, rest } = readHead(bytes);
  if (/\S/.test(rest.toString('latin1'))) {
    throw new UsageError(
      'the file of headers goes on after an empty line: give a whole request without --headers',
    );
  }
  return pairsOf(lines);
}

/** Header values are bytes on the wire: each becomes the character of its number, as in Node. */
function readHead(bytes: Buffer): { lines: string[]; rest: Buffer } {
  const lines: string[] = [];
  let position = 0;
  while (position < bytes.length) {
    const found = bytes.indexOf(newline, position);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.toString('latin1', position, end).replace(/\r$/, '');
    position = end + 1;
    if (line === '') return { lines, rest: bytes.subarray(position) };
    lines.push(line);
  }
  return { lines, rest: Buffer.alloc(0) };
}

function pairsOf(lines: string[]): Pair[] {
  const isFirstLine = /^HTTP\/[\d.]+ \d{3}|^\S+ \S+ HTTP\/[\d.]+$/.test(lines[0] ?? '');
  return lines.slice(isFirstLine ? 1 : 0).map((line, at) => {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0));
    if (isToken(name) && !line.includes('\r')) return [name, withoutBlanks(line.slice(colon + 1))];
    const number = at + (isFirstLine ? 2 : 1);
    throw new UsageError(
      `line ${number} is no header: write "name: value", and an empty line between the headers and the body`,
    );
  });
}

/**
 * A regular expression would look for the end of each blank anew: with the square of their number.
 */
function withoutBlanks(value: string): string {
  let [start, end] = [0, value.length];
  while (start < end && isBlank(value[start])) start += 1;
  while (end > start && isBlank(value[end - 1])) end -= 1;
  return value.slice(start, end);
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

function readJsonHeaders(text: string): Pair[] {
  const pairs = (value: unknown): unknown[] => {
    if (Array.isArray(value)) return value;
    // A name with several values was there several times.
    return Object.entries(value as object).flatMap(([name, values]) =>
      [values].flat().map((each) => [name, each]),
    );
  };
  const found = pairs(parsed(text, 'the headers'));
  if (!found.every(isPair))
    throw new UsageError(
      'the headers must be lines, a JSON object of strings, or JSON pairs [name, value]',
    );
  return found;
}

export const isPair = (value: unknown): value is Pair =>
  Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'string');

const isToken = (text: string): boolean => /^[!#$%&'*+.^_`|~\w-]+$/.test(text);

/** What HTTP allows in a header: anything else would be another header, or none. */
export const isSendable = ([name, value]: Pair): boolean =>
  isToken(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

export function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${what} begin like JSON, but are none`);
  }
}

const parts = ['id', 'timestamp', 'signature'] as const;
type Part = (typeof parts)[number];

/** Whether it is a header of the scheme, in either set. */
export const isSchemeHeader = (name: string, which: readonly Part[] = parts): boolean =>
  which.some((part) => [`webhook-${part}`, `svix-${part}`].includes(name.toLowerCase()));

/**
 * The id, timestamp or signature of the set that counts, or else of the other one: to show it, not
 * to judge by it.
 */
export function valueOf(headers: Pair[], part: Part): string | undefined {
  const found = (set: string, wanted: Part) =>
    headers.find(([name]) => name.toLowerCase() === `${set}-${wanted}`)?.[1];
  const [set, other] = parts.every((each) => found('webhook', each))
    ? ['webhook', 'svix']
    : ['svix', 'webhook'];
  return found(set, part) ?? found(other, part);
}
