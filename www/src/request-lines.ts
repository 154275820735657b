import type { Pair } from './headers-input.js';

const HEADER = /^([!#$%&'*+.^_`|~\w-]+)[ \t]*[:\t][ \t]*(.*?)[ \t]*$/;
const START_LINE = /^([A-Z]+ \S+( HTTP\/[\d.]+)?|HTTP\/[\d.]+ \d{3}.*)$/;
const SIGNED = /^[<>]? ?(webhook|svix)-(id|timestamp|signature)[ \t]*[:\t]/im;

/** `name: value` lines, also with a request line before them, as `curl -v` marks them, and with the body after an empty line. */
export function requestLines(text: string): { pairs: Pair[]; body?: Uint8Array; problem?: string } {
  const pairs: Pair[] = [];
  const unread: number[] = [];
  let [rest, number] = [text, 0];
  while (rest !== '') {
    const end = /\r\n|\n|\r/.exec(rest);
    const line = (end === null ? rest : rest.slice(0, end.index)).replace(/^[<>] /, '');
    rest = end === null ? '' : rest.slice(end.index + end[0].length);
    number++;
    if (line.trim() === '') {
      // An empty line ends the headers, unless it only sets them apart.
      if (pairs.length > 0 && rest.trim() !== '' && !SIGNED.test(rest)) return { ...read(pairs, unread), body: new TextEncoder().encode(rest) };
      continue;
    }
    const [, name, value] = HEADER.exec(line) ?? [];
    if (name !== undefined && value !== undefined) pairs.push([name, value]);
    else if (!(pairs.length === 0 && START_LINE.test(line)) && !line.startsWith(':')) unread.push(number);
  }
  return read(pairs, unread);
}

function read(pairs: Pair[], unread: number[]): { pairs: Pair[]; problem?: string } {
  const [first, ...others] = unread;
  if (first === undefined) return { pairs };
  const more = others.length === 0 ? '' : `, nor are ${others.length} more`;
  return { pairs, problem: `line ${first} is no “name: value”${more}` };
}
