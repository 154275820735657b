/** v1a.json: webhooks, keys and signings of ed25519. */
import { forgedV1a, KIND, PAIR, PAIR2, rawV1a, signedV1a, v1a } from './ed25519.js';
import { signingList, webhookList } from './lists.js';
import {
  base64,
  BODY,
  forged,
  good,
  NO_MATCH,
  ID,
  range,
  SECRET,
  sign,
  TIME,
  withTrailingBits,
} from './scheme.js';

const { cases, accept, refuse } = webhookList();
const { signing, cannotSign } = signingList();
export { signing as signings, cases as webhooks };

const accepts1a = (name, parts, found) =>
  accept(name, 'v1a', { secrets: [PAIR.publicKey], signature: v1a(parts), ...parts }, found);
const refuses1a = (name, parts) =>
  refuse(name, 'v1a', NO_MATCH, { secrets: [PAIR.publicKey], signature: v1a(parts), ...parts });
/** Well-formed, and made by nobody. */
const strangersV1a = `v1a,${base64(Buffer.concat([PAIR.half, Buffer.alloc(32)]))}`;
accepts1a('a JSON body', {
  secrets: ['whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4='],
  signature:
    'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
});
accepts1a('an empty body', { body: '' });
accepts1a('bytes that are not UTF-8', { body: { hex: 'fffe00' } });
accepts1a('a body of 1 MiB and a byte', { body: { repeat: 'x', times: 1048577 } });
accepts1a('a body of 3-byte characters', { body: { repeat: '€', times: 50001 } });
accepts1a('an id of 256 bytes', { id: 'i'.repeat(256) });
accepts1a('the version before the prefix of the key', { secrets: [`v1a,${PAIR.publicKey}`] });
accepts1a('a forged entry before it', { signature: `${forgedV1a} ${signedV1a}` });
accepts1a('31 forged entries before it', {
  signature: `${`${forgedV1a} `.repeat(31)}${signedV1a}`,
});
accepts1a('a v1 entry before it', { signature: `${forged} ${signedV1a}` });
accepts1a('a malformed entry before it', { signature: `v1a,!!!! v1a, v1a ${signedV1a}` });
accepts1a(
  'the second of two public keys',
  { secrets: [PAIR2.publicKey, PAIR.publicKey] },
  { secretIndex: 1 },
);
accepts1a(
  'an HMAC key before the public key',
  { secrets: [SECRET, PAIR.publicKey] },
  { secretIndex: 1 },
);
accepts1a('an HMAC key after the public key', { secrets: [PAIR.publicKey, SECRET] });
accepts1a('both signatures and both keys: the first key', {
  secrets: [SECRET, PAIR.publicKey],
  signature: `${signedV1a} ${good}`,
});
accepts1a(
  'a v1 signature and both keys',
  { secrets: [PAIR.publicKey, SECRET], signature: good },
  { secretIndex: 1 },
);
accepts1a(
  'the last of 16 keys',
  { secrets: [...Array(8).fill(SECRET), ...Array(7).fill(PAIR2.publicKey), PAIR.publicKey] },
  { secretIndex: 15 },
);
// At most 64 verifications for one webhook: each key has its share, of the entries that come first.
const keysOf = (count) => [...Array(count - 1).fill(PAIR2.publicKey), PAIR.publicKey];
const entriesOf = (count) => `${`${strangersV1a} `.repeat(count - 1)}${signedV1a}`;
for (const [count, share] of [
  [1, 32],
  [2, 32],
  [3, 21],
  [4, 16],
  [5, 12],
  [6, 10],
  [11, 5],
  [16, 4],
]) {
  const parts = { secrets: keysOf(count), signature: entriesOf(share) };
  accepts1a(`entry ${share}, with ${count} keys`, parts, { secretIndex: count - 1 });
  const junk = share < 32 ? 'v1a,x v2,x ' : '';
  accepts1a(
    `entry ${share} and junk before it, with ${count} keys`,
    { ...parts, signature: junk + parts.signature },
    { secretIndex: count - 1 },
  );
}
accepts1a(
  'a sender that signs with 11 keys, and a receiver that has the oldest and four others',
  { secrets: keysOf(5), signature: entriesOf(11) },
  { secretIndex: 4 },
);
accepts1a(
  '15 HMAC keys, which are no share of it',
  { secrets: [...Array(15).fill(SECRET), PAIR.publicKey], signature: entriesOf(32) },
  { secretIndex: 15 },
);
for (const [count, beyond] of [
  [3, 22],
  [6, 11],
  [16, 5],
])
  refuses1a(`entry ${beyond}, with ${count} keys: beyond the 64 verifications`, {
    secrets: keysOf(count),
    signature: entriesOf(beyond),
  });
const raw1a = rawV1a({});
const with1a = (bytes) => `v1a,${base64(bytes)}`;
const flipped1a = (at, bit = 1) =>
  with1a(raw1a.map((byte, index) => (index === at ? byte ^ bit : byte)));
// The group's order, added to the second half: the same signature, written in another way.
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const littleEndian = (bytes) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
const malleable = Buffer.concat([
  raw1a.subarray(0, 32),
  Buffer.from(
    (littleEndian(raw1a.subarray(32)) + ORDER).toString(16).padStart(64, '0'),
    'hex',
  ).reverse(),
]);
const hmacWith = (key) => sign({ key });
for (const [what, parts] of [
  ['another key', { secrets: [PAIR2.publicKey] }],
  ['another body', { signature: signedV1a, body: `${BODY} ` }],
  ['another id', { signature: signedV1a, id: 'x' }],
  ['another timestamp', { signature: signedV1a, time: TIME + 1 }],
  ['the first bit wrong', { signature: flipped1a(0, 128) }],
  ['the last bit wrong', { signature: flipped1a(63, 128) }],
  ['a bit of the second half wrong', { signature: flipped1a(32) }],
  ["the group's order added to its second half", { signature: with1a(malleable) }],
  ['64 zero bytes', { signature: with1a(Buffer.alloc(64)) }],
  ['63 bytes', { signature: with1a(raw1a.subarray(0, 63)) }],
  ['65 bytes', { signature: with1a(Buffer.concat([raw1a, Buffer.of(0)])) }],
  ['its first half', { signature: with1a(raw1a.subarray(0, 32)) }],
  ['the padding left out', { signature: signedV1a.slice(0, -2) }],
  ['trailing bits that are not zero', { signature: withTrailingBits(signedV1a) }],
  ['the version in upper case', { signature: signedV1a.replace('v1a', 'V1A') }],
  ['junk after a second comma', { signature: `${signedV1a},junk` }],
  ['labelled v1', { signature: signedV1a.replace('v1a', 'v1') }],
  ['an HMAC tag labelled v1a', { signature: good.replace('v1', 'v1a') }],
  ["an HMAC with the public key's bytes", { signature: hmacWith(PAIR.half) }],
  ["an HMAC with the public key's text", { signature: hmacWith(Buffer.from(PAIR.publicKey)) }],
  ['a v1 signature and only a public key', { signature: good }],
  ['a v1a signature and only an HMAC key', { secrets: [SECRET] }],
  [
    'a v1 signature by another key, and both keys',
    { secrets: [SECRET, PAIR.publicKey], signature: forged },
  ],
  [
    'both signatures by other keys, and both keys',
    { secrets: [SECRET, PAIR.publicKey], signature: `${forged} ${forgedV1a}` },
  ],
]) {
  refuses1a(what, parts);
}

// The keys of v1a: the code of an error, or null, for verifying and for signing.
export const keys = [];
const keyIs = (name, secret, verifying, signing = verifying) =>
  keys.push({ name, secret, verifying, signing });
const bytesAs = (prefix, bytes) => `${prefix}${base64(bytes)}`;
const spoiltPair = Buffer.concat([PAIR.seed, PAIR2.half]);
keyIs('a public key', PAIR.publicKey, null, KIND);
keyIs('a private key', PAIR.privateKey, KIND, null);
keyIs('a public key, not padded', PAIR.publicKey.replace('=', ''), null, KIND);
keyIs(
  'a private key, URL-safe and not padded',
  `whsk_${Buffer.concat([PAIR.seed, PAIR.half]).toString('base64url')}`,
  KIND,
  null,
);
keyIs('a public key after its version', `v1a,${PAIR.publicKey}`, null, KIND);
keyIs('a private key after its version', `v1a,${PAIR.privateKey}`, KIND, null);
keyIs('a public key with nothing in it', 'whpk_', 'ERR_SECRET_MISSING');
keyIs('a private key with nothing in it', 'whsk_', 'ERR_SECRET_MISSING');
for (const length of [16, 24, 31, 33, 64, 513])
  keyIs(`a public key of ${length} bytes`, bytesAs('whpk_', range(length)), 'ERR_SECRET_LENGTH');
for (const length of [16, 32, 63, 65, 96, 513])
  keyIs(`a private key of ${length} bytes`, bytesAs('whsk_', range(length)), 'ERR_SECRET_LENGTH');
keyIs(
  'a private key whose halves do not belong together',
  bytesAs('whsk_', spoiltPair),
  'ERR_SECRET_FORMAT',
);
keyIs(
  'a private key whose second half is zero',
  bytesAs('whsk_', Buffer.concat([PAIR.seed, Buffer.alloc(32)])),
  'ERR_SECRET_FORMAT',
);
keyIs(
  'a public key that is no point of the curve',
  bytesAs('whpk_', Buffer.concat([Buffer.of(2), Buffer.alloc(31)])),
  'ERR_SECRET_FORMAT',
);
keyIs(
  'a public key of small order, which fits every message',
  bytesAs('whpk_', Buffer.concat([Buffer.of(1), Buffer.alloc(31)])),
  'ERR_SECRET_FORMAT',
);
keyIs('a public key of zeros', bytesAs('whpk_', Buffer.alloc(32)), 'ERR_SECRET_FORMAT');
for (const [name, spoil] of [
  ['a space after it', (text) => `${text} `],
  ['a line break after it', (text) => `${text}\n`],
  ['quotes around it', (text) => `"${text}"`],
  ['half its padding', (text) => `${text}=`],
  ['its prefix twice', (text) => `${text.slice(0, 5)}${text}`],
  ['a character of no alphabet', (text) => text.replace(/.{4}$/, '!===')],
  ['the version of the other algorithm before it', (text) => `v1,${text}`],
]) {
  keyIs(`a public key with ${name}`, spoil(PAIR.publicKey), 'ERR_SECRET_FORMAT');
  keyIs(`a private key with ${name}`, spoil(PAIR.privateKey), 'ERR_SECRET_FORMAT');
}

const signs1a = (name, parts = {}) => {
  const { id = ID, time = TIME, body = BODY, secrets: all = [PAIR.privateKey] } = parts;
  const signature = all
    .map((secret) => (secret === PAIR.privateKey ? v1a(parts) : sign({ ...parts, secret })))
    .join(' ');
  const verifyWith = all.map((secret) => (secret === PAIR.privateKey ? PAIR.publicKey : secret));
  signing.push({ name, id, timestamp: time, body, secrets: all, verifyWith, signature });
};
signs1a('with a private key');
signs1a('an empty body with a private key', { body: '' });
signs1a('256 KiB with a private key', { body: { repeat: 'é', times: 131072 } });
signs1a('with an HMAC key and a private key', { secrets: [SECRET, PAIR.privateKey] });
signs1a('with 16 private keys', { secrets: Array(16).fill(PAIR.privateKey) });
cannotSign('with a private and a public key', KIND, { secrets: [PAIR.privateKey, PAIR.publicKey] });
