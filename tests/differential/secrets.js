/** Keys, and the texts that developers have of them. */

/** A key that lawful secrets can hold. */
export const makeKey = (random) =>
  random.bytes(
    random.once(4)
      ? random.pick([24, 25, 26, 33, 63, 64, 65, 128, 511, 512])
      : random.pick([24, 32]),
  );

/** One of the lawful ways to give a key. */
export function makeSecret(random, key) {
  const standard = key.toString('base64');
  const way = random.below(20);
  if (way === 0) return { raw: key };
  if (way === 1) return { text: `v1,whsec_${standard}` };
  if (way === 2) return { text: standard };
  if (way === 3) return { text: `whsec_${standard.replace(/=+$/, '')}` };
  if (way === 4) return { text: `whsec_${key.toString('base64url')}` };
  if (way === 5) return { text: `whsec_${standard.replaceAll('+', '-').replaceAll('/', '_')}` };
  return { text: `whsec_${standard}` };
}

const standard = (key) => key.toString('base64');
const insertedInto = (text, random, piece) => {
  const at = random.between(0, text.length);
  return text.slice(0, at) + piece + text.slice(at);
};

/** Each gives what a developer may have instead of the secret with that key. */
export const secretMutations = {
  empty: () => ({ text: '' }),
  'only a prefix': (_, random) => ({
    text: random.pick([
      'whsec_',
      'v1,whsec_',
      'v1,',
      'whpk_',
      'whsk_',
      'whsec_=',
      'whsec_==',
      'whsec_====',
    ]),
  }),
  'an empty key': () => ({ raw: Buffer.alloc(0) }),
  'too short': (_, random) => ({ text: `whsec_${standard(random.bytes(random.between(1, 23)))}` }),
  'too long': (_, random) => ({
    text: `whsec_${standard(random.bytes(random.between(513, 600)))}`,
  }),
  'a raw key of another length': (_, random) => ({
    raw: random.bytes(random.pick([1, 23, 513, 600])),
  }),
  'the placeholder': () => ({ text: 'whsec_your_secret_here' }),
  'white space': (key, random) => ({
    text: insertedInto(
      `whsec_${standard(key)}`,
      random,
      random.pick([' ', '\n', '\t', '\r\n', '\u00a0']),
    ),
  }),
  'white space around': (key, random) => ({
    text: random.pick([
      ` whsec_${standard(key)}`,
      `whsec_${standard(key)} `,
      `whsec_${standard(key)}\n`,
    ]),
  }),
  quotes: (key) => ({ text: `"whsec_${standard(key)}"` }),
  'a wrong character': (key, random) => ({
    text: insertedInto(
      `whsec_${standard(key)}`,
      random,
      random.pick(['.', '*', '!', ',', '=', 'é', '\u2026', '漢', '\0']),
    ),
  }),
  'both alphabets': (key) => ({ text: `whsec_+-${standard(key).slice(2)}` }),
  'the URL-safe alphabet': (_, random) => ({
    text: `whsec_-_-_${random.bytes(random.pick([24, 32])).toString('base64url')}`,
  }),
  'wrong padding': (key, random) => ({
    text: `whsec_${standard(key).replace(/=+$/, '')}${random.pick(['=', '==', '==='])}`,
  }),
  'no padding': (_, random) => ({
    text: `whsec_${standard(random.bytes(random.pick([25, 26, 32]))).replace(/=+$/, '')}`,
  }),
  'trailing bits': (_, random) => ({
    text: `whsec_${standard(random.bytes(32)).slice(0, -2)}${random.pick(['B', '9', '/'])}=`,
  }),
  'one character too many': (key, random) => ({
    text: `whsec_${standard(key).replace(/=+$/, '')}${random.pick(['A', 'AA', 'AAA'])}`,
  }),
  'a second prefix': (key, random) => ({
    text: `${random.pick(['whsec_', 'v1,whsec_', 'v1,', 'whsec_v1,'])}whsec_${standard(key)}`,
  }),
  'a public key': (key, random) => ({
    text: `${random.pick(['', 'v1a,', 'whsec_'])}whpk_${standard(key)}`,
  }),
  'a private key': (key, random) => ({
    text: `${random.pick(['', 'v1a,', 'v1,'])}whsk_${standard(key)}`,
  }),
  'a prefix in upper case': (key) => ({ text: `WHSEC_${standard(key)}` }),
  hexadecimal: (key) => ({ text: key.toString('hex') }),
  'another one': (_, random) => makeSecret(random, makeKey(random)),
};

/**
 * The key that a forgiving decoder finds in a text: one that takes what it can, or one that skips
 * what it cannot.
 */
export function forgivenKey(secret, random) {
  if (secret.raw !== undefined) return secret.raw;
  const base64 = secret.text.replace(/^whsec_/, '');
  return Buffer.from(random.once(2) ? base64 : base64.replace(/[^A-Za-z0-9+/]/g, ''), 'base64');
}
