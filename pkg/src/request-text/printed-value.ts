/**
 * A value as JSON, or as Node, Deno, Bun, Python and Ruby print one: either quote, bare keys, `=>`,
 * trailing commas, and a type's name in front. Not JSON.parse, because that drops all but the last
 * of two equal keys, and a header that came twice is what one looks for.
 */
export type Printed =
  | string
  | { kind: 'object'; entries: (readonly [string, Printed])[] }
  | { kind: 'list'; items: Printed[] };

const DEEPEST = 32;

/**
 * Undefined if the text is anything else. Numbers and bare words are given as text, null and
 * undefined are left out.
 */
export function printedValue(text: string): Printed | undefined {
  const reader = { text, at: 0 };
  const value = read(reader, 0);
  skip(reader, /;/y);
  return value !== undefined && skipSpace(reader) === text.length ? value : undefined;
}

interface Reader {
  readonly text: string;
  at: number;
}

/** Moves past a sticky pattern, and gives what it matched. */
function skip(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = skipSpace(reader);
  const found = pattern.exec(reader.text);
  if (found === null) return undefined;
  reader.at = pattern.lastIndex;
  return found;
}

function skipSpace(reader: Reader): number {
  const space = /\s*/y;
  space.lastIndex = reader.at;
  space.exec(reader.text);
  reader.at = space.lastIndex;
  return reader.at;
}

function read(reader: Reader, depth: number): Printed | undefined {
  if (depth > DEEPEST) return undefined;
  // Headers {, Map(3) {, [Object: null prototype] {, Headers([
  skip(
    reader,
    /(?:\[Object: null prototype\]|[A-Za-z_$][\w$.]*(?:\(\d+\))?)\s*(?:\(\s*)?(?=[{[])/y,
  );
  const [open] = skip(reader, /[{[(]/y) ?? [];
  if (open === undefined) return string(reader) ?? skip(reader, /[\w.+-]+/y)?.[0];
  const value = open === '{' ? object(reader, depth) : list(reader, depth);
  skip(reader, /\)/y);
  return value;
}

function object(reader: Reader, depth: number): Printed | undefined {
  const entries: (readonly [string, Printed])[] = [];
  while (skip(reader, /\}/y) === undefined) {
    const key = string(reader) ?? skip(reader, /[\w$-]+/y)?.[0];
    if (key === undefined || skip(reader, /:|=>/y) === undefined) return undefined;
    const value = read(reader, depth + 1);
    if (value === undefined) return undefined;
    if (!isNothing(value)) entries.push([key, value]);
    if (skip(reader, /,/y) === undefined && !follows(reader, '}')) return undefined;
  }
  return { kind: 'object', entries };
}

function list(reader: Reader, depth: number): Printed | undefined {
  const items: Printed[] = [];
  while (skip(reader, /[\])]/y) === undefined) {
    const value = read(reader, depth + 1);
    if (value === undefined) return undefined;
    items.push(value);
    if (skip(reader, /,/y) === undefined && !follows(reader, ']') && !follows(reader, ')'))
      return undefined;
  }
  return { kind: 'list', items };
}

const follows = (reader: Reader, mark: string): boolean =>
  reader.text.startsWith(mark, skipSpace(reader));

/** As a bare word: the text "null" in quotes is lost with it, and is no header's value. */
const isNothing = (value: Printed): boolean =>
  value === 'null' || value === 'undefined' || value === 'None' || value === 'nil';

function string(reader: Reader): string | undefined {
  const [, single, double, template] =
    skip(reader, /'((?:\\[^]|[^'\\])*)'|"((?:\\[^]|[^"\\])*)"|`((?:\\[^]|[^`\\])*)`/y) ?? [];
  return (single ?? double ?? template)?.replaceAll(
    /\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|([^]))/g,
    unescaped,
  );
}

const LETTERS: Record<string, string> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  0: '\0',
};

const unescaped = (_: string, unit?: string, byte?: string, letter = ''): string =>
  unit === undefined && byte === undefined
    ? (LETTERS[letter] ?? letter)
    : String.fromCharCode(Number.parseInt(unit ?? byte ?? '', 16));
