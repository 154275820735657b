import type { Pair } from './pair.js';

const NAME = /^([!#$%&'*+.^_`|~\w-]+)[ \t]*[:\t]([^]*)$/;
const START_LINE = /^([A-Z]+ \S+( HTTP\/[\d.]+)?|HTTP\/[\d.]+ \d{3}.*)$/;
const INTERIM = /^HTTP\/[\d.]+ 1\d\d/;
const SIGNED = /^[<>]? ?(webhook|svix)-(id|timestamp|signature)[ \t]*[:\t]/gim;

/**
 * Reads `name: value` lines, also with the first line of a request or an answer before them, and as
 * `curl -v` marks them. What follows an empty line is the body, every character of it.
 */
export function requestLines(text: string): { pairs: Pair[]; body?: string; problem?: string } {
  let pairs: Pair[] = [];
  let first = '';
  const unread: number[] = [];
  const lastSigned = [...text.matchAll(SIGNED)].at(-1)?.index ?? -1;
  const seen = new Set<string>();
  // Of pasted headers alone, an empty line may only set some apart from others.
  const isWhole = (next: number) =>
    first !== '' ||
    (pairs.length > 0 && (next > lastSigned || hasSet('webhook', seen) || hasSet('svix', seen)));
  let number = 0;
  for (const { line, next } of lines(text)) {
    number++;
    if (line.trim() === '') {
      // curl -i shows what came before the answer, such as "100 Continue".
      if (INTERIM.test(first)) [first, pairs] = ['', []];
      else if (isWhole(next)) return { ...read(pairs, unread), body: text.slice(next) };
      continue;
    }
    const [, name, value] = line.includes('\r') ? [] : (NAME.exec(line) ?? []);
    if (name !== undefined && value !== undefined) {
      pairs.push([name, withoutBlanks(value)]);
      seen.add(name.toLowerCase());
    } else if (pairs.length === 0 && first === '' && START_LINE.test(line)) first = line;
    else if (!line.startsWith(':')) unread.push(number);
  }
  return read(pairs, unread);
}

const hasSet = (set: string, seen: Set<string>): boolean =>
  ['id', 'timestamp', 'signature'].every((part) => seen.has(`${set}-${part}`));

function* lines(text: string): Generator<{ line: string; next: number }> {
  let start = 0;
  for (const { 0: end, index } of text.matchAll(/\r?\n|$/g)) {
    const next = index + end.length;
    yield { line: text.slice(start, index).replace(/^[<>] /, ''), next };
    start = next;
  }
}

/** By a loop: a regular expression would look for the end of each blank anew. */
function withoutBlanks(value: string): string {
  let [start, end] = [0, value.length];
  while (start < end && isBlank(value[start])) start += 1;
  while (end > start && isBlank(value[end - 1])) end -= 1;
  return value.slice(start, end);
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

function read(pairs: Pair[], unread: number[]): { pairs: Pair[]; problem?: string } {
  const [first, ...others] = unread;
  if (first === undefined) return { pairs };
  const more = others.length === 0 ? '' : `, nor are ${others.length} more`;
  return { pairs, problem: `line ${first} is no “name: value”${more}` };
}
