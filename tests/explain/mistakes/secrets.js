/** Writes secrets as developers do by mistake, and as senders do on purpose. */
import fc from 'fast-check';
import { body, bytes, key, kind, short, text, webhook, whole } from './webhooks.js';

/** Makes a secret that is written in some way, and signs with the key that its sender uses. */
const secretIs = (code, arbitrary, make) =>
  kind(code, fc.record({ it: arbitrary, body }), ({ it, body: given }) => {
    const { secret, key: signing } = make(it);
    const { body: payload, headers } = webhook({ key: signing, body: given });
    return { payload, headers, secret };
  });

const invisible = fc.constantFrom(
  '\u00a0',
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u00ad',
  '\u2060',
  '\u2028',
  '\u202f',
  '\u3000',
);
const outside = fc.constantFrom(' ', '\n', '\r\n', '\t', '"', "'", '`', '\\n');

/** Letters and digits that are no canonical base64. */
const careless = fc
  .string({
    minLength: 34,
    maxLength: 90,
    unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
  })
  .filter((each) => Buffer.from(each, 'base64').toString('base64').replaceAll('=', '') !== each);

const separators = fc.constantFrom(
  '|',
  ',',
  ';',
  ' ',
  '\n',
  ', ',
  ' | ',
  '; ',
  '\r\n',
  '\t',
  ' ,',
  '\n\n',
);
const versions = fc.constantFrom('', 'v1,');

export const secretKinds = {
  'several secrets in one text': secretIs(
    'SECRET_LIST',
    fc.record({
      keys: fc.array(key, { minLength: 2, maxLength: 5 }),
      version: versions,
      between: separators,
      at: fc.nat(),
    }),
    ({ keys, version, between, at }) => ({
      secret: keys.map((each) => version + whole(each)).join(between),
      key: keys[at % keys.length],
    }),
  ),
  'several secrets as JSON': secretIs(
    'SECRET_LIST',
    fc.array(key, { minLength: 2, maxLength: 4 }),
    (keys) => ({
      secret: JSON.stringify(keys.map(whole)),
      key: keys[0],
    }),
  ),
  hexadecimal: secretIs(
    'SECRET_HEX',
    fc.record({
      it: bytes(1, 64),
      prefix: fc.constantFrom('', 'whsec_', 'v1,whsec_'),
      upper: fc.boolean(),
    }),
    ({ it, prefix, upper }) => ({
      secret: prefix + (upper ? it.toString('hex').toUpperCase() : it.toString('hex')),
      key: it,
    }),
  ),
  'the text of it all is the key': secretIs(
    'SECRET_AS_TEXT',
    fc.record({
      prefix: fc.constantFrom('', 'whsec_', 'polar_whs_', 'ws_', 'v1,whsec_'),
      it: fc.oneof(
        text,
        key.map((each) => each.toString('base64')),
      ),
    }),
    ({ prefix, it }) => ({ secret: prefix + it, key: prefix + it }),
  ),
  'the text behind the prefix is the key': secretIs(
    'SECRET_AS_TEXT',
    fc.record({
      prefix: fc.constantFrom('whsec_', 'v1,whsec_', 'ws_'),
      it: fc.oneof(
        text,
        key.map((each) => each.toString('base64')),
        bytes(12, 32).map((each) => each.toString('hex')),
      ),
    }),
    ({ prefix, it }) => ({ secret: prefix + it, key: it }),
  ),
  'a short text': secretIs(
    'SECRET_AS_TEXT',
    fc.constantFrom('my-shared-secret-2024', 's3cret', 'hunter2!', 'pässword'),
    (it) => ({
      secret: it,
      key: it,
    }),
  ),
  'a short key': secretIs('SECRET_SHORT', short, (it) => ({ secret: whole(it), key: it })),
  'what surrounds it': secretIs(
    'SECRET_SURROUNDED',
    fc.record({ it: key, before: fc.constantFrom('', ' ', '"', "'", '\n'), after: outside }),
    ({ it, before, after }) => ({ secret: before + whole(it) + after, key: it }),
  ),
  'what nobody sees, around it': secretIs(
    'SECRET_INVISIBLE',
    fc.record({ it: key, mark: invisible, isBefore: fc.boolean() }),
    ({ it, mark, isBefore }) => ({
      secret: isBefore ? mark + whole(it) : whole(it) + mark,
      key: it,
    }),
  ),
  'what nobody sees, within it': secretIs(
    'SECRET_INVISIBLE',
    fc.record({ it: key, mark: invisible, at: fc.integer({ min: 1, max: 30 }) }),
    ({ it, mark, at }) => ({
      secret: whole(it).slice(0, at) + mark + whole(it).slice(at),
      key: it,
    }),
  ),
  'a whole line': secretIs(
    'SECRET_NAMED',
    fc.record({
      it: key,
      line: fc.constantFrom(
        (secret) => `WEBHOOK_SECRET=${secret}`,
        (secret) => `export WEBHOOK_SECRET="${secret}"`,
        (secret) => `WEBHOOK_SECRET: ${secret}`,
        (secret) => `webhook-secret: '${secret}'`,
        (secret) => `Bearer ${secret}`,
        (secret) => `{"secret":"${secret}"}`,
        (secret) => `WEBHOOK_SECRET = ${secret} # live`,
      ),
    }),
    ({ it, line }) => ({ secret: line(whole(it)), key: it }),
  ),
  'a whole line without a prefix': secretIs(
    'SECRET_NAMED',
    fc.record({
      it: key,
      line: fc.constantFrom(
        (secret) => `SECRET=${secret}`,
        (secret) => `export SECRET="${secret}"`,
        (secret) => `SECRET: ${secret}`,
      ),
    }),
    ({ it, line }) => ({ secret: line(it.toString('base64')), key: it }),
  ),
  'base64 of it all': secretIs(
    'SECRET_BASE64',
    fc.record({ it: key, times: fc.constantFrom(1, 2), end: fc.constantFrom('', '\n') }),
    ({ it, times, end }) => {
      let secret = whole(it) + end;
      for (let time = 0; time < times; time++) secret = Buffer.from(secret).toString('base64');
      return { secret, key: it };
    },
  ),
  'base64 twice': secretIs('SECRET_BASE64', key, (it) => ({
    secret: `whsec_${Buffer.from(it.toString('base64')).toString('base64')}`,
    key: it,
  })),
  'escapes of a URL': secretIs(
    'SECRET_URL_ENCODED',
    key.filter((each) => /[+/=]/.test(each.toString('base64'))),
    (it) => ({
      secret: encodeURIComponent(whole(it)),
      key: it,
    }),
  ),
  'base64 that is not canonical': secretIs('SECRET_BASE64_CARELESS', careless, (it) => ({
    secret: `whsec_${it}`,
    key: Buffer.from(it, 'base64'),
  })),
  'a prefix of its own': secretIs(
    'SECRET_PREFIX',
    fc.record({
      it: key,
      prefix: fc.constantFrom('WHSEC_', 'ws_', 'polar_whs_', 'invalid_', 'whsec_whsec_', 'sk-'),
    }),
    ({ it, prefix }) => ({ secret: prefix + it.toString('base64'), key: it }),
  ),
  'a prefix that was decoded': secretIs('SECRET_PREFIX_DECODED', key, (it) => ({
    secret: whole(it),
    key: Buffer.from(whole(it), 'base64'),
  })),
  'bytes of the text': secretIs('SECRET_BYTES_OF_TEXT', key, (it) => ({
    secret: new TextEncoder().encode(whole(it)),
    key: it,
  })),
};
