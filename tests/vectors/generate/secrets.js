/**
 * secrets.json: each with the key that it stands for, shown by a signature that node:crypto made
 * with that key, or its code.
 */
import { PAIR } from './ed25519.js';
import { base64, keyOf, OTHER, range, SECRET, sign } from './scheme.js';

export const secrets = [];
const takes = (name, secret, key, options = {}) =>
  secrets.push({ name, secret, ...options, signature: sign({ key }) });
const throws = (name, secret, code, options = {}) =>
  secrets.push({ name, secret, ...options, code });
const key = keyOf(SECRET);
takes('with its prefix', SECRET, key);
takes('without its prefix', SECRET.slice('whsec_'.length), key);
takes('with the version before its prefix, as Supabase shows it', `v1,${SECRET}`, key);
for (const length of [24, 25, 26, 32, 64, 65, 128, 511, 512]) {
  takes(`of ${length} bytes`, `whsec_${base64(range(length))}`, range(length));
  takes(
    `of ${length} bytes, not padded`,
    `whsec_${base64(range(length)).replace(/=+$/, '')}`,
    range(length),
  );
  takes(
    `of ${length} bytes, URL-safe and not padded`,
    `whsec_${range(length).toString('base64url')}`,
    range(length),
  );
  takes(`of ${length} raw bytes`, { hex: range(length).toString('hex') }, range(length));
}
takes(
  'URL-safe and padded',
  `whsec_${base64(range(25)).replaceAll('+', '-').replaceAll('/', '_')}`,
  range(25),
);
throws('empty', '', 'ERR_SECRET_MISSING');
throws('only a prefix', 'whsec_', 'ERR_SECRET_MISSING');
throws('only a version and a prefix', 'v1,whsec_', 'ERR_SECRET_MISSING');
throws('no raw bytes', { hex: '' }, 'ERR_SECRET_MISSING');
throws("the seed's placeholder, 12 bytes", 'whsec_your_secret_here', 'ERR_SECRET_LENGTH');
for (const length of [1, 12, 23, 513, 1000, 5000]) {
  throws(`of ${length} bytes`, `whsec_${base64(range(length))}`, 'ERR_SECRET_LENGTH');
  throws(`of ${length} raw bytes`, { hex: range(length).toString('hex') }, 'ERR_SECRET_LENGTH');
}
// How short it may be.
const hexOf = (bytes) => ({ hex: bytes.toString('hex') });
for (const [length, minSecretBytes] of [
  [1, 1],
  [16, 16],
  [18, 16],
  [18, 18],
  [23, 18],
  [24, 18],
  [32, 32],
  [512, 512],
  [512, 1],
]) {
  const key = range(length);
  takes(`of ${length} bytes where ${minSecretBytes} are enough`, `whsec_${base64(key)}`, key, {
    minSecretBytes,
  });
  takes(`of ${length} raw bytes where ${minSecretBytes} are enough`, hexOf(key), key, {
    minSecretBytes,
  });
}
takes('without a prefix where its 18 bytes are enough', base64(range(18)), range(18), {
  minSecretBytes: 18,
});
for (const [length, minSecretBytes] of [
  [17, 18],
  [24, 25],
  [31, 32],
  [511, 512],
  [513, 1],
]) {
  throws(
    `of ${length} bytes where at least ${minSecretBytes} are asked for`,
    `whsec_${base64(range(length))}`,
    'ERR_SECRET_LENGTH',
    {
      minSecretBytes,
    },
  );
  throws(
    `of ${length} raw bytes where at least ${minSecretBytes} are asked for`,
    hexOf(range(length)),
    'ERR_SECRET_LENGTH',
    {
      minSecretBytes,
    },
  );
}
throws('only a prefix, however short it may be', 'whsec_', 'ERR_SECRET_MISSING', {
  minSecretBytes: 1,
});
throws('no raw bytes, however short it may be', hexOf(Buffer.alloc(0)), 'ERR_SECRET_MISSING', {
  minSecretBytes: 1,
});
throws('of padding, however short it may be', 'whsec_==', 'ERR_SECRET_FORMAT', {
  minSecretBytes: 1,
});
throws('of one character, however short it may be', 'whsec_A', 'ERR_SECRET_FORMAT', {
  minSecretBytes: 1,
});

// Without a prefix of the scheme an underscore or a minus sign is another sender's, and no part of
// a key.
for (const [name, secret] of [
  ['with the prefix of Polar', 'polar_whs_ovyN6cPrTv56AApvzCaJno08SSmGJmgbWilb33N2JuK'],
  ['with the prefix of Whop', `ws_${'a3f1'.repeat(16)}`],
  ['with its prefix in upper case', SECRET.replace('whsec', 'WHSEC')],
  ['with its prefix capitalised', SECRET.replace('whsec', 'Whsec')],
  ['with a minus sign in its prefix', SECRET.replace('_', '-')],
  ['with a prefix of its own before ours', `invalid_${SECRET}`],
  ['with half of its prefix', SECRET.slice(3)],
  ['with a prefix that is as good as base64', `sk_live_${base64(range(24))}`],
  ['with a short foreign prefix', 'ws_abcd1'],
  ['URL-safe without its prefix', range(33).toString('base64url')],
  ['URL-safe without its prefix, padded', range(25).toString('base64url').padEnd(36, '=')],
]) {
  throws(name, secret, 'ERR_SECRET_FORMAT');
  throws(`${name}, however short it may be`, secret, 'ERR_SECRET_FORMAT', { minSecretBytes: 1 });
}
for (const [name, secret] of [
  ['with a space before it', ` ${SECRET}`],
  ['with a space after it', `${SECRET} `],
  ['with a line break after it', `${SECRET}\n`],
  ['with a carriage return after it', `${SECRET}\r`],
  ['with a tab after it', `${SECRET}\t`],
  ['with a space inside', SECRET.replace('GKY', 'G Y')],
  ['in quotes', `"${SECRET}"`],
  ['with a character of no alphabet', SECRET.replace('GKY', 'G!Y')],
  ['with a non-ASCII character', SECRET.replace('GKY', 'GéY')],
  ['with a NUL', SECRET.replace('GKY', 'G\0Y')],
  ['that mixes the alphabets', `whsec_${base64(range(30)).slice(0, -2)}+_`],
  ['with a public key behind its prefix', 'whsec_whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4'],
  [
    'with a public key behind its version and its prefix',
    'v1,whsec_whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4',
  ],
  [
    'with a private key behind its prefix',
    'whsec_whsk_6Xb_dCcHpPea21PS1N9VY_NZW723CEc77N4rJCubMbc',
  ],
  ['with its prefix twice', `whsec_${SECRET}`],
  ['with the version alone before it', `v1,${SECRET.slice('whsec_'.length)}`],
  ['with the version twice', `v1,v1,${SECRET}`],
  ['with the version behind its prefix', `whsec_v1,${SECRET.slice('whsec_'.length)}`],
  ['cut off by one character', SECRET.slice(0, -3)],
  ['with trailing bits that are not zero', `whsec_${base64(range(25)).slice(0, -3)}x==`],
  ['padded when nothing is to pad', `${SECRET}=`],
  ['padded by half', `whsec_${base64(range(25)).slice(0, -1)}`],
  ['padded too much', `whsec_${base64(range(25))}==`],
  ['with padding in the middle', `whsec_${base64(range(25))}${base64(range(24))}`],
  ['only padding', 'whsec_=='],
  ['two lines', `${SECRET}\n${OTHER}`],
  ['two secrets in one text', `${SECRET},${OTHER}`],
  ['hexadecimal with a prefix', '0x31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0'],
]) {
  throws(name, secret, 'ERR_SECRET_FORMAT');
}
// As the key of an HMAC, what is public would let everybody sign.
for (const [name, text] of [
  ['a public key', PAIR.publicKey],
  ['a public key behind its version', `v1a,${PAIR.publicKey}`],
  ['a private key', PAIR.privateKey],
  ['a public key with nothing in it', 'whpk_'],
]) {
  const hex = Buffer.from(text).toString('hex');
  throws(`that is the text of ${name}, as bytes`, { hex }, 'ERR_SECRET_KIND');
}
// What needs ed25519 is an error without it; v1a.json has what it is with it.
const throwsWithoutEd25519 = (name, secret, code) =>
  secrets.push({ name, secret, code, without: 'ed25519' });
throwsWithoutEd25519(
  'that is a private key',
  'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
  'ERR_SECRET_KIND',
);
throwsWithoutEd25519(
  'that is a public key',
  'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
  'ERR_SECRET_KIND',
);
throwsWithoutEd25519(
  'that is a public key behind its version',
  'v1a,whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
  'ERR_SECRET_KIND',
);
throwsWithoutEd25519('that is a public key with nothing in it', 'whpk_', 'ERR_SECRET_KIND');
