import type { Pair } from './pair.js';
import { utf8 } from './text.js';

const HEADER = /^([!#$%&'*+.^_`|~\w-]+)[ \t]*[:\t](.*)$/;
const START_LINE = /^([A-Z]+ \S+( HTTP\/[\d.]+)?|HTTP\/[\d.]+ \d{3}.*)$/;
const SIGNED = /^[<>]? ?(webhook|svix)-(id|timestamp|signature)[ \t]*[:\t]/gim;

/**
 * `name: value` lines, also with a request line before them, as `curl -v` marks them, and with the
 * body after an empty line.
 */
export function requestLines(text: string): { pairs: Pair[]; body?: Uint8Array; problem?: string } {
  const pairs: Pair[] = [];
  const unread: number[] = [];
  const lastSigned = [...text.matchAll(SIGNED)].at(-1)?.index ?? -1;
  const visibleEnd = text.trimEnd().length;
  let number = 0;
  for (const { line, next } of lines(text)) {
    number++;
    if (line.trim() === '') {
      // An empty line ends the headers, unless it only sets them apart.
      if (pairs.length > 0 && next < visibleEnd && next > lastSigned)
        return { ...read(pairs, unread), body: utf8(text.slice(next)) };
      continue;
    }
    const [, name, value] = HEADER.exec(line) ?? [];
    if (name !== undefined && value !== undefined) pairs.push([name, value.trim()]);
    else if (!(pairs.length === 0 && START_LINE.test(line)) && !line.startsWith(':'))
      unread.push(number);
  }
  return read(pairs, unread);
}

function* lines(text: string): Generator<{ line: string; next: number }> {
  let start = 0;
  for (const { 0: end, index } of text.matchAll(/\r\n|\n|\r|$/g)) {
    const next = index + end.length;
    yield { line: text.slice(start, index).replace(/^[<>] /, ''), next };
    start = next;
  }
}

function read(pairs: Pair[], unread: number[]): { pairs: Pair[]; problem?: string } {
  const [first, ...others] = unread;
  if (first === undefined) return { pairs };
  const more = others.length === 0 ? '' : `, nor are ${others.length} more`;
  return { pairs, problem: `line ${first} is no “name: value”${more}` };
}
