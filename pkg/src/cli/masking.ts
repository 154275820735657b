/**
 * What is never printed: keys. Whatever the command line writes passes through here (in
 * `output.ts`), so that a key which was typed in the wrong place, or which a receiver sends back,
 * is not repeated.
 */
const mask = '…';

/**
 * A key by its prefix, and all that is written on behind it. Not the bare prefix, as a sentence or
 * a line of code has it.
 */
const prefixed = /(whsec_|whsk_)(?!\/[,)]|[$),.;:|\]])([^\s'"`]+)/gi;

/** Keys that this process was given, whatever they look like. */
const known = new Set<string>();
let anyKnown: RegExp | undefined;

/**
 * What looks like a key among the arguments. It may be an id, which is printed; a complaint does
 * without it.
 */
let anyTyped: RegExp | undefined;

/** A shorter text is a word that stands in many a message. */
const shortest = 8;

/**
 * Remembers keys, so that no message repeats them: with or without prefix and padding, in a URL,
 * and as JSON spells them.
 */
export function neverPrint(keys: string[]): void {
  for (const key of keys) {
    const bare = key
      .trim()
      .replace(/^(v1,)?(whsec_|whsk_)?/, '')
      .replace(/=+$/, '');
    if (bare.length < shortest || bare.startsWith('whpk_')) continue;
    for (const spelling of [
      bare,
      bare.replaceAll(/[+/=]/g, encodeURIComponent),
      JSON.stringify(bare).slice(1, -1),
    ])
      known.add(spelling);
  }
  const longestFirst = [...known].sort((a, b) => b.length - a.length);
  anyKnown = anyOf(longestFirst);
}

/** In either case, because the name of a host is printed in lower case. */
const anyOf = (texts: string[]): RegExp | undefined =>
  texts.length === 0 ? undefined : new RegExp(`(${texts.map(literal).join('|')})(=|%3D)*`, 'gi');

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/**
 * Remembers what the environment and the arguments bring as a key, before anything can go wrong
 * with them.
 */
export function neverPrintGiven(args: string[]): void {
  const after = args.filter((_, at) => args[at - 1] === '--secret');
  const inOne = args
    .filter((each) => each.startsWith('--secret='))
    .map((each) => each.slice('--secret='.length));
  const environment = process.env.WEBHOOK_SECRET ?? '';
  neverPrint([...after, ...inOne, ...environment.split(/[\r\n]+/), ...environment.split(/\s+/)]);
  const random = args.flatMap((each) => each.match(word) ?? []).filter(looksRandom);
  // In a URL, a slash ends the name of the host.
  anyTyped = anyOf(
    random.flatMap((each) => each.split(/[/=]+/)).filter(({ length }) => length >= shortest),
  );
}

/** A text without the keys in it. */
export function masked(text: string): string {
  const withoutKnown = anyKnown === undefined ? text : text.replaceAll(anyKnown, mask);
  return withoutKnown.replaceAll(
    prefixed,
    (_, prefix: string, rest: string) => `${prefix}${mask}${rest.slice(endOfKey(rest))}`,
  );
}

/**
 * The sentence goes on behind the key. Not by a regular expression, which would try each of many
 * full stops.
 */
function endOfKey(text: string): number {
  let end = text.length;
  while (end > 0 && '.,;:!?)'.includes(text[end - 1] as string)) end -= 1;
  return end;
}

/** The same for each text in a value that becomes JSON. */
export function maskedWithin(value: unknown): unknown {
  if (typeof value === 'string') return masked(value);
  if (Array.isArray(value)) return value.map(maskedWithin);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [masked(name), maskedWithin(each)]),
  );
}

const word = /[\w+/-]{20,}=*/g;

/**
 * The same for a complaint, which repeats what was typed: there, whatever looks like a key without
 * its prefix is masked as well.
 */
export function maskedComplaint(text: string): string {
  const withoutRandom = masked(text).replaceAll(word, (found) =>
    looksRandom(found) ? mask : found,
  );
  return anyTyped === undefined ? withoutRandom : withoutRandom.replaceAll(anyTyped, mask);
}

/**
 * Whether letters and digits follow one another as in base64 or hexadecimal of random bytes: there,
 * every second character or so is of another kind (upper case, lower case, digit) than the one
 * before it; in a path or a name, few are.
 */
function looksRandom(text: string): boolean {
  const kinds = [...text.replaceAll(/[^a-z\d]/gi, '')].map(kindOf);
  const changes = kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
  return changes / kinds.length > (new Set(kinds).size === 3 ? 0.36 : 0.25);
}

const kindOf = (character: string): 'digit' | 'upper' | 'lower' =>
  /\d/.test(character) ? 'digit' : character === character.toLowerCase() ? 'lower' : 'upper';
