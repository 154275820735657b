/**
 * What becomes of the three headers: before they are signed, as a sender may write them, or on
 * their way.
 */

const DIGITS = { fullwidth: 0xff10, arabic: 0x660, mathematical: 0x1d7ce };
const inDigits = (text, zero) =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));

export const timestampMutations = {
  'something after it': (text, random) =>
    text + random.pick(['abc', ' ', '\t', '.5', '.0', 'e0', ',', 'n', ';x', '\u00a0', '_']),
  'something before it': (text, random) =>
    random.pick(['+', '-', ' ', '\t', '0', '00', '0x', '\u00a0', '+0']) + text,
  'other digits': (text, random) => inDigits(text, random.pick(Object.values(DIGITS))),
  milliseconds: (text) => `${text}000`,
  'an exponent': (text) => `${text.slice(0, 1)}.${text.slice(1)}e${text.length - 1}`,
  'an underscore': (text) => `${text.slice(0, -3)}_${text.slice(-3)}`,
  'another length': (_, random) =>
    random.text('123456789', random.pick([1, 2, 9, 11, 12, 13, 14, 15, 16, 19, 20, 40])),
  'no number': (_, random) =>
    random.pick([
      'NaN',
      'nan',
      'Infinity',
      'inf',
      'now',
      '-',
      '+',
      '.',
      '0x5f',
      '2021-02-25T15:02:10Z',
      'true',
      'null',
    ]),
  'an edge of the integers': (_, random) =>
    random.pick([
      '0',
      '00',
      '-0',
      '+0',
      '-1',
      '999999999999',
      '9223372036854775807',
      '-9223372036854775808',
      '9223372036854775808',
      '18446744073709551615',
    ]),
  'a control': (text, random) => text + random.pick(['\n', '\r', '\0', '\x7f']),
  'another second': (text, random) =>
    String(Math.max(0, Number(text) + random.pick([-1, 1, -60, 60, 3600, -3600]))),
};

export const idMutations = {
  'a dot': (text, random) => text + random.pick(['.', '.1', '.1614265330.']),
  'a space': (text, random) => random.pick([` ${text}`, `${text} `, `${text} x`, `${text}\tx`]),
  'beyond ASCII': (text, random) => text + random.pick(['é', '\u00a0', '漢', '🚀', '\u212a']),
  'a control': (text, random) => text + random.pick(['\n', '\0', '\x1f', '\x7f']),
  long: (_, random) =>
    random.text('msg_0123', random.pick([255, 256, 257, 300, 511, 512, 513, 5000])),
  none: () => '',
  short: (_, random) => random.pick(['m', '!', '~', '-', '0']),
  'other characters': (_, random) =>
    random.text('!"#$%&\'()*+,-/:;<=>?@[]^_`{|}~', random.between(1, 40)),
  'another one': (_, random) => `msg_${random.bytes(9).toString('base64url')}`,
};

const names = (pairs) => pairs.map(([name]) => name);
const opposite = (name) =>
  /^webhook-/i.test(name) ? name.replace(/^webhook/i, 'svix') : name.replace(/^svix/i, 'webhook');
const withCase = (name, random) =>
  random.pick([
    name.toUpperCase(),
    name.toLowerCase(),
    name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
  ]);

/**
 * Each takes the pairs of names and values, and `as` for what the recipient can be told: `twice` is
 * the same name in the same case.
 */
export const headerMutations = {
  'one is missing': (pairs, random) => without(pairs, random.below(pairs.length)),
  'one is empty': (pairs, random) =>
    changed(pairs, random.below(pairs.length), ([name]) => [name, '']),
  'one under the other name': (pairs, random) =>
    changed(pairs, random.below(pairs.length), ([name, value]) => [opposite(name), value]),
  'all under the other name': (pairs) => pairs.map(([name, value]) => [opposite(name), value]),
  'a second set, the same': (pairs) => [
    ...pairs,
    ...pairs.map(([name, value]) => [opposite(name), value]),
  ],
  'a second set, another': (pairs, random) =>
    shuffled([...pairs, ...pairs.map(([name, value]) => [opposite(name), `${value}1`])], random),
  'part of a second set': (pairs, random) => {
    const [name, value] = random.pick(pairs);
    return shuffled([...pairs, [opposite(name), random.pick([value, `${value}1`, ''])]], random);
  },
  'another case': (pairs, random) => pairs.map(([name, value]) => [withCase(name, random), value]),
  'one twice, in two cases': (pairs, random) => {
    const [name, value] = random.pick(pairs);
    const others = [name.toUpperCase(), name.toLowerCase()].filter(
      (other) => !names(pairs).includes(other),
    );
    return others.length === 0
      ? pairs
      : [...pairs, [random.pick(others), random.pick([value, 'x', ''])]];
  },
  'one twice': (pairs, random, { twice }) => {
    const [name, value] = random.pick(pairs);
    return twice ? [...pairs, [name, random.pick([value, 'x', ''])]] : pairs;
  },
  'another name': (pairs, random) =>
    changed(pairs, random.below(pairs.length), ([name, value]) => [
      random.pick([`x-${name}`, `${name}s`, name.replace('-', '_'), name.replace('-', '')]),
      value,
    ]),
  'names that are none': (pairs, random, { twice }) =>
    twice
      ? changed(pairs, random.below(pairs.length), ([name, value]) => [
          random.pick([`${name} `, name.replace('k', '\u212a'), '']),
          value,
        ])
      : pairs,
  'others beside them': (pairs, random) =>
    shuffled(
      [...pairs, ['content-type', 'application/json'], ['user-agent', 'x'], ['signature', 'v1,x']],
      random,
    ),
  'another order': (pairs, random) => shuffled(pairs, random),
};

const without = (pairs, at) => pairs.filter((_, index) => index !== at);
const changed = (pairs, at, change) =>
  pairs.map((pair, index) => (index === at ? change(pair) : pair));

function shuffled(list, random) {
  const result = [...list];
  for (let at = result.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [result[at], result[other]] = [result[other], result[at]];
  }
  return result;
}
