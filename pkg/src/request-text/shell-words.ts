import { utf8 } from './utf8.js';

const TOKEN =
  /\\\r?\n|(?<space>\s+)|'(?<single>[^']*)'|\$'(?<ansi>(?:\\[^]|[^'\\])*)'|"(?<double>(?:\\[^]|[^"\\])*)"|\\(?<escaped>[^])|(?<end>[|;])|(?<plain>[^\s'"\\$|;]+|\$)/y;

/**
 * The words of the first command, as a POSIX shell splits it, with the $'…' of bash, which browsers
 * write. Nothing is expanded.
 */
export function shellWords(text: string): { words: Uint8Array[]; unclosed: boolean } {
  const words: Uint8Array[] = [];
  let word: number[] | undefined;
  const add = (piece: string | Uint8Array) => {
    word ??= [];
    for (const byte of typeof piece === 'string' ? utf8(piece) : piece) word.push(byte);
  };
  const finish = () => {
    if (word !== undefined) words.push(Uint8Array.from(word));
    word = undefined;
  };

  let at = 0;
  let unclosed = false;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) {
      // Only a quote without its end is no token.
      unclosed = true;
      add(text.slice(at).replace(/^\$?['"]/, ''));
      break;
    }
    at = TOKEN.lastIndex;
    const { space, single, ansi, double, escaped, end, plain } = found.groups ?? {};
    if (end !== undefined) break;
    if (space !== undefined) finish();
    else if (ansi !== undefined) add(ansiBytes(ansi));
    else if (double !== undefined) add(double.replaceAll(/\\(?:\r?\n|([$`"\\]))/g, '$1'));
    else add(single ?? escaped ?? plain ?? '');
  }
  finish();
  return { words, unclosed };
}

const ESCAPE =
  /\\(?:x(?<hex>[\da-f]{1,2})|u(?<unit>[\da-f]{1,4})|U(?<point>[\da-f]{1,8})|(?<octal>[0-7]{1,3})|(?<letter>[^]))|(?<text>[^\\]+)/gi;
const LETTERS: Record<string, string> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * What stands between $' and ': \x is a byte, \u a character, and a character may be written as two
 * halves.
 */
function ansiBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  let characters = '';
  const flush = () => {
    bytes.push(...utf8(characters));
    characters = '';
  };
  for (const { groups = {} } of text.matchAll(ESCAPE)) {
    const { hex, unit, point, octal, letter, text: plain } = groups;
    if (hex !== undefined || octal !== undefined) {
      flush();
      bytes.push(
        hex === undefined ? Number.parseInt(octal ?? '0', 8) & 0xff : Number.parseInt(hex, 16),
      );
    } else if (unit !== undefined) {
      characters += String.fromCharCode(Number.parseInt(unit, 16));
    } else if (point !== undefined) {
      characters += String.fromCodePoint(Math.min(Number.parseInt(point, 16), 0x10ffff));
    } else {
      characters += plain ?? LETTERS[letter ?? ''] ?? letter ?? '';
    }
  }
  flush();
  return Uint8Array.from(bytes);
}
