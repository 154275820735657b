/**
 * What a caller may give to `Webhook`, for each of the libraries alike. A case has the text of its
 * row in the guide, and what it gives otherwise than the usual: `secret` and `options` of the
 * constructor, `payload`, `headers` and `verifying` of `verify`, or `signing`, the arguments of
 * `sign`.
 */
import { tag } from './sign.js';

export const seconds = Math.floor(Date.now() / 1000);
export const body = '{"type":"job.completed"}';
const bytes = Buffer.from(body);
const key = Buffer.from('an exemplary key, of 32 bytes ok');
const secret = `whsec_${key.toString('base64')}`;
const date = new Date(seconds * 1000);
const notUtf8 = Buffer.from([0x22, 0xff, 0x22]);

/** Headers as a sender sets them, some of them changed. */
const header = ({
  id = 'msg_1',
  timestamp = String(seconds),
  signed = body,
  keys = [key],
  signature,
} = {}) => ({
  'webhook-id': id,
  'webhook-timestamp': timestamp,
  'webhook-signature': signature ?? keys.map((one) => tag(one, id, timestamp, signed)).join(' '),
});
const good = header();
const svix = (headers) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.replace('webhook', 'svix'), value]),
  );
const [entry] = [good['webhook-signature']];
const otherKey = Buffer.from('another key that signs, 32 bytes');
const verify = (title, given = {}) => ({
  call: 'verify',
  title,
  secret,
  payload: body,
  headers: good,
  ...given,
});
const sign = (title, ...signing) => ({ call: 'sign', title, secret, signing });
/** Returns the value of `sign` for these arguments. */
export const expected = ({ signing: [id, when, payload] }) =>
  tag(key, id, Math.floor(when / 1000), payload);

const made = (title, ...constructing) => ({ call: 'new', title, constructing });

export const cases = [
  // The body.
  verify('an authentic webhook', { asItIs: true }),
  verify('a `Buffer`', { payload: bytes }),
  verify('a `Uint8Array` as the body', { payload: new Uint8Array(bytes) }),
  verify('an `ArrayBuffer` as the body', { payload: new Uint8Array(bytes).buffer }),
  verify('an empty body', { payload: '', headers: header({ signed: '' }) }),
  verify('an empty `Buffer`', { payload: Buffer.alloc(0), headers: header({ signed: '' }) }),
  verify('`null` as JSON', { payload: 'null', headers: header({ signed: 'null' }) }),
  verify('an authentic body that is no JSON', {
    payload: 'no JSON',
    headers: header({ signed: 'no JSON' }),
  }),
  verify('the same with `{ jsonParse: false }`', {
    payload: 'no JSON',
    headers: header({ signed: 'no JSON' }),
    verifying: { jsonParse: false },
  }),
  verify('`{ jsonParse: true }`', { verifying: { jsonParse: true } }),
  verify('`{ jsonParse: undefined }`', { verifying: { jsonParse: undefined } }),
  verify('`{ jsonParse: null }`', { verifying: { jsonParse: null } }),
  verify('a `Buffer` with a byte that is not UTF-8, as it was sent', {
    payload: notUtf8,
    headers: header({ signed: notUtf8 }),
    verifying: { jsonParse: false },
  }),
  verify('the same, signed with U+FFFD in its place', {
    payload: notUtf8,
    headers: header({ signed: notUtf8.toString() }),
    verifying: { jsonParse: false },
  }),
  verify('a body that was parsed', { payload: JSON.parse(body) }),
  verify('no body: `undefined`', { payload: undefined }),
  verify('no body: `null`', { payload: null }),
  verify('a body that was changed', { payload: `${body} ` }),

  // The headers.
  verify("names in capitals, as in `{ 'Webhook-Id': … }`", {
    headers: Object.fromEntries(
      Object.entries(good).map(([name, value]) => [name.toUpperCase(), value]),
    ),
  }),
  verify("Svix's headers", { headers: svix(good) }),
  verify("both sets, and only Svix's is right", {
    headers: { ...svix(good), ...header({ signature: 'v1,no' }) },
  }),
  verify("both sets, and only Svix's is wrong", {
    headers: { ...good, ...svix(header({ signature: 'v1,no' })) },
  }),
  verify('a set that has to be filled up from the other', {
    headers: {
      'webhook-id': good['webhook-id'],
      ...svix({ 'webhook-timestamp': String(seconds), 'webhook-signature': entry }),
    },
  }),
  verify('a `Headers` object', { headers: new Headers(good) }),
  verify('a `Map`', { headers: new Map(Object.entries(good)) }),
  verify('a list of pairs', { headers: Object.entries(good) }),
  verify('no headers: `{}`', { headers: {} }),
  verify('no headers: `null`', { headers: null }),
  verify('no headers: `undefined`', { headers: undefined }),
  verify('an empty id', { headers: header({ id: '' }) }),
  verify('no timestamp', { headers: { ...good, 'webhook-timestamp': undefined } }),
  verify('no signature', { headers: { ...good, 'webhook-signature': undefined } }),
  verify('a name twice, in two cases', { headers: { 'Webhook-Id': 'msg_0', ...good } }),
  verify('the id as a list of one', { headers: { ...good, 'webhook-id': ['msg_1'] } }),
  verify('the signature as a list of two entries', {
    headers: { ...good, 'webhook-signature': ['v1,no', entry] },
  }),
  verify('a promise of headers', { headers: Promise.resolve(good) }),
  verify('a request instead of its headers', { headers: { method: 'POST', headers: good } }),
  verify('a timestamp that is a number', { headers: { ...good, 'webhook-timestamp': seconds } }),
  verify('headers that are inherited', { headers: Object.create(good) }),

  // What the sender wrote into them.
  verify('an id with a dot', { headers: header({ id: 'msg.1' }) }),
  verify('an id with a space', { headers: header({ id: 'msg 1' }) }),
  verify('an id of 257 characters', { headers: header({ id: 'm'.repeat(257) }) }),
  verify('text behind the timestamp, which is not signed: `1614265330abc`', {
    headers: { ...good, 'webhook-timestamp': `${seconds}abc` },
  }),
  verify('a fraction behind the timestamp, which is not signed', {
    headers: { ...good, 'webhook-timestamp': `${seconds}.5` },
  }),
  verify('a timestamp that begins with `+`, which is not signed', {
    headers: { ...good, 'webhook-timestamp': `+${seconds}` },
  }),
  verify('a timestamp that is no number', { headers: { ...good, 'webhook-timestamp': 'soon' } }),
  verify('a timestamp in milliseconds', { headers: header({ timestamp: String(seconds * 1000) }) }),
  verify('a timestamp six minutes ago', { headers: header({ timestamp: String(seconds - 360) }) }),
  verify('a timestamp six minutes ahead', {
    headers: header({ timestamp: String(seconds + 360) }),
  }),
  verify('a timestamp four minutes ago', { headers: header({ timestamp: String(seconds - 240) }) }),
  verify('six minutes ago, with `{ toleranceSeconds: 600 }`', {
    headers: header({ timestamp: String(seconds - 360) }),
    verifying: { toleranceSeconds: 600 },
  }),
  verify('two entries, the second one matches', { headers: header({ keys: [otherKey, key] }) }),
  verify('two entries, joined by a comma and a space', {
    headers: header({ signature: `${tag(otherKey, 'msg_1', seconds, body)}, ${entry}` }),
  }),
  verify('an entry without a version', { headers: header({ signature: entry.slice(3) }) }),
  verify('an entry of version `v1a`', { headers: header({ signature: `v1a,${entry.slice(3)}` }) }),
  verify('an entry of a version that does not exist, and a good one', {
    headers: header({ signature: `v9,x ${entry}` }),
  }),
  verify('more behind an entry: `v1,…,more`', { headers: header({ signature: `${entry},more` }) }),
  verify('an entry without its padding', {
    headers: header({ signature: entry.replace('=', '') }),
  }),
  verify('a signature in hexadecimal', {
    headers: header({ signature: `v1,${Buffer.from(entry.slice(3), 'base64').toString('hex')}` }),
  }),
  verify('33 entries, the last one matches', {
    headers: header({ signature: `${'v1,no '.repeat(32)}${entry}` }),
  }),
  verify('only entries that do not match', { headers: header({ keys: [otherKey] }) }),
  verify('a signature without anything to compare: `v1`', { headers: header({ signature: 'v1' }) }),

  // The secret.
  verify('a secret without its prefix', { secret: key.toString('base64') }),
  verify('a secret without its padding', { secret: secret.replaceAll('=', '') }),
  verify('a secret as Supabase writes it, `v1,whsec_…`', { secret: `v1,${secret}` }),
  verify('a secret in the URL-safe alphabet', {
    secret: `whsec_${Buffer.alloc(32, 0xfb).toString('base64url')}`,
    headers: header({ keys: [Buffer.alloc(32, 0xfb)] }),
  }),
  verify("a secret that is the key itself, with `{ format: 'raw' }`", {
    secret: key.toString(),
    options: { format: 'raw' },
  }),
  verify("a key in bytes, with `{ format: 'raw' }`", {
    secret: new Uint8Array(key),
    options: { format: 'raw' },
  }),
  verify('a key in bytes, without an option', { secret: new Uint8Array(key) }),
  verify('several secrets', { secret: [`whsec_${otherKey.toString('base64')}`, secret] }),
  verify('a secret of 16 bytes', {
    secret: `whsec_${Buffer.alloc(16, 1).toString('base64')}`,
    headers: header({ keys: [Buffer.alloc(16, 1)] }),
  }),
  verify('the same with `{ minSecretBytes: 16 }`', {
    secret: `whsec_${Buffer.alloc(16, 1).toString('base64')}`,
    options: { minSecretBytes: 16 },
    headers: header({ keys: [Buffer.alloc(16, 1)] }),
  }),
  verify('a secret of 513 bytes', {
    secret: `whsec_${Buffer.alloc(513, 1).toString('base64')}`,
    headers: header({ keys: [Buffer.alloc(513, 1)] }),
  }),
  made('no secret: `undefined`', undefined),
  made('no secret: `null`', null),
  made('an empty secret', ''),
  made('nothing behind the prefix', 'whsec_'),
  made('an empty key in bytes', new Uint8Array(), { format: 'raw' }),
  made('a secret with a line break behind it', `${secret}\n`),
  made('a secret that is no base64', 'whsec_your secret here, with spaces'),
  made("`{ format: 'hex' }`", secret, { format: 'hex' }),
  made('options that are `null`', secret, null),

  // Signing.
  sign('an id, a `Date` and a string', 'msg_1', date, body),
  sign('an id, a `Date` and a `Buffer`', 'msg_1', date, bytes),
  sign('an empty string', 'msg_1', date, ''),
  sign('a date with milliseconds', 'msg_1', new Date(seconds * 1000 + 999), body),
  sign('a `Uint8Array`', 'msg_1', date, new Uint8Array(bytes)),
  sign('bytes that are not UTF-8', 'msg_1', date, notUtf8),
  sign('a parsed object', 'msg_1', date, JSON.parse(body)),
  sign('no payload', 'msg_1', date),
  sign('no id: `undefined`', undefined, date, body),
  sign('no id: `null`', null, date, body),
  sign('an empty id', '', date, body),
  sign('a number as the id', 1, date, body),
  sign('an id with a dot', 'msg.1', date, body),
  sign('an id with a space', 'msg 1', date, body),
  sign('no date: `undefined`', 'msg_1', undefined, body),
  sign('no date: `null`', 'msg_1', null, body),
  sign('a date that is none: `new Date(NaN)`', 'msg_1', new Date(Number.NaN), body),
  sign('a date before 1970', 'msg_1', new Date(-1000), body),
  sign('a number as the date', 'msg_1', seconds, body),
  sign('a text as the date', 'msg_1', date.toISOString(), body),
];
