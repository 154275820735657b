import type { Pair } from './pair.js';
import { type Printed, printedValue } from './printed-value.js';
import { utf8 } from './utf8.js';

/**
 * Headers as JSON or as a program prints them: an object, a list of pairs, of names and values in
 * turn, or of { name, value }; also inside a whole request or event, under `headers`. Undefined if
 * the text is none of these.
 */
export function printedHeaders(
  text: string,
): { pairs: Pair[]; body?: Uint8Array; problem?: string } | undefined {
  const value = printedValue(text);
  if (value === undefined)
    return /^[{[]/.test(text)
      ? { pairs: [], problem: 'this begins like JSON, but is not complete' }
      : undefined;
  if (typeof value === 'string') return undefined;
  const headers = value.kind === 'object' ? entry(value.entries, 'headers') : undefined;
  if (headers !== undefined && typeof headers !== 'string' && value.kind === 'object') {
    const body = entry(value.entries, 'body');
    return { pairs: pairsOf(headers), ...(typeof body === 'string' && { body: utf8(body) }) };
  }
  const pairs = pairsOf(value);
  return pairs.length > 0 ? { pairs } : { pairs, problem: 'this holds no headers' };
}

const entry = (
  entries: readonly (readonly [string, Printed])[],
  name: string,
): Printed | undefined => entries.find(([each]) => each === name)?.[1];

function pairsOf(value: Exclude<Printed, string>): Pair[] {
  if (value.kind === 'object')
    return value.entries.flatMap(([name, content]) =>
      valuesOf(content).map((each) => [name, each] as const),
    );
  const { items } = value;
  // Node's rawHeaders.
  if (items.every((item) => typeof item === 'string')) {
    const whole = Math.floor(items.length / 2);
    return Array.from(
      { length: whole },
      (_, at) => [items[2 * at] ?? '', items[2 * at + 1] ?? ''] as const,
    );
  }
  return items.flatMap((item): Pair[] => {
    if (typeof item === 'string') return [];
    if (item.kind === 'list') {
      const [name, content] = item.items;
      return typeof name === 'string' && content !== undefined
        ? valuesOf(content).map((each) => [name, each] as const)
        : [];
    }
    const name = entry(item.entries, 'name') ?? entry(item.entries, 'key');
    const content = entry(item.entries, 'value');
    return typeof name === 'string' && content !== undefined
      ? valuesOf(content).map((each) => [name, each] as const)
      : [];
  });
}

/** A header that came several times is printed as a list of its values. */
const valuesOf = (value: Printed): string[] => {
  if (typeof value === 'string') return [value];
  return value.kind === 'list' ? value.items.filter((item) => typeof item === 'string') : [];
};
