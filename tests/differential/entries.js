/** What becomes of a signature list: of one entry, `v1,` and a base64, or of the whole list. */

const base64Of = (entry) => entry.slice(3);
const tagOf = (entry) => Buffer.from(base64Of(entry), 'base64');
const entryOf = (bytes) => `v1,${bytes.toString('base64')}`;

export const entryMutations = {
  'a bit': (entry, random) => {
    const tag = tagOf(entry);
    if (tag.length > 0) tag[random.below(tag.length)] ^= 1 << random.below(8);
    return entryOf(tag);
  },
  'cut short': (entry, random) => entryOf(tagOf(entry).subarray(0, random.below(32))),
  'text cut short': (entry, random) => entry.slice(0, random.below(entry.length)),
  'one byte more': (entry) => entryOf(Buffer.concat([tagOf(entry), Buffer.alloc(1)])),
  'twice as long': (entry) => entryOf(Buffer.concat([tagOf(entry), tagOf(entry)])),
  hexadecimal: (entry) => `v1,${tagOf(entry).toString('hex')}`,
  'the URL-safe alphabet': (entry) =>
    `v1,${base64Of(entry).replaceAll('+', '-').replaceAll('/', '_')}`,
  'no padding': (entry) => entry.replace(/=+$/, ''),
  'more padding': (entry, random) => `${entry}${random.pick(['=', '==', '===='])}`,
  'trailing bits': (entry, random) => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    return entry.replace(
      /(.)=$/,
      (_, last) => `${alphabet[alphabet.indexOf(last) | random.between(1, 3)]}=`,
    );
  },
  'another version': (entry, random) =>
    `${random.pick(['v1a', 'v2', 'V1', 'v01', 'v', '', 'v1 ', ' v1', 'v1v1'])},${base64Of(entry)}`,
  'no version': (entry) => base64Of(entry),
  'another separator': (entry, random) =>
    `v1${random.pick(['=', ':', ';', ',,', ', ', '\t', '.'])}${base64Of(entry)}`,
  'junk after it': (entry, random) =>
    entry + random.pick([',', ',junk', '\t', '\u00a0', '\n', 'é', '.', ';', ',v1', '!', '-']),
  'junk inside': (entry, random) => {
    const at = random.between(3, entry.length - 1);
    return (
      entry.slice(0, at) + random.pick(['!', '\t', '-', '_', '.', '=', '\u00a0']) + entry.slice(at)
    );
  },
  quotes: (entry) => `"${entry}"`,
  'only the version': (_, random) =>
    random.pick(['v1', 'v1,', 'v1,=', 'v1,====', ',', 'v1,,', 'v1,AAAA']),
};

const JUNK = [
  'junk',
  'v1a,AAAA',
  'v2,abc',
  'v1',
  'v1,',
  ',',
  'a,b,c',
  'v1,!!!!',
  'v1,é',
  '=',
  'v1,AAAA,',
  'v1a',
  'v1,A',
  'v1,abc',
];
const insertedInto = (list, random, ...entries) => {
  const at = random.between(0, list.length);
  return [...list.slice(0, at), ...entries, ...list.slice(at)];
};
const forged = (random) => entryOf(random.bytes(32));

/** Each gives the entries, to be joined by one space; an empty one makes two spaces of it. */
export const listMutations = {
  junk: (list, random) => insertedInto(list, random, random.pick(JUNK)),
  'much junk': (list, random) =>
    insertedInto(
      list,
      random,
      ...Array.from({ length: random.between(2, 8) }, () => random.pick(JUNK)),
    ),
  'a forged entry': (list, random) => insertedInto(list, random, forged(random)),
  'a v1a entry': (list, random) =>
    insertedInto(list, random, `v1a,${random.bytes(64).toString('base64')}`),
  spaces: (list, random) =>
    insertedInto(list, random, ...Array.from({ length: random.between(1, 3) }, () => '')),
  'about as many as may be': (list, random) =>
    insertedInto(
      list,
      random,
      ...Array.from({ length: random.between(29, 34) }, () => random.pick(JUNK)),
    ),
  'forged, about as many as may be': (list, random) =>
    insertedInto(
      list,
      random,
      ...Array.from({ length: random.between(29, 34) }, () => forged(random)),
    ),
  'about as long as may be': (list, random) =>
    insertedInto(
      list,
      random,
      'x'.repeat(Math.max(0, 4096 - list.join(' ').length + random.between(-3, 2))),
    ),
  'spaces, as long as may be': (list, random) =>
    insertedInto(
      list,
      random,
      ' '.repeat(Math.max(0, 4095 - list.join(' ').length + random.between(-2, 2))),
    ),
  'long beyond ASCII': (list, random) =>
    insertedInto(list, random, 'é'.repeat(random.between(2000, 2050))),
  'another white space between': (list, random) => [
    `${list.join(random.pick(['\t', ',', ';', '\u00a0', '\n', ', ']))}${random.pick(['', ',', '\t'])}`,
  ],
  'the entry twice': (list) => [...list, ...list],
  'the other order': (list) => [...list].reverse(),
  nothing: (_, random) => random.pick([[''], ['', ''], [' '], ['\t']]),
};
