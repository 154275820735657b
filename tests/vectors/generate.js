/**
 * Writes verify.json, secrets.json, sign.json, v1a.json and explain.json. The signatures are made here by node:crypto, which shares no code with
 * the core that is tested with them. Run it after adding a case: `npm run vectors`.
 */
import { createHmac, createPrivateKey, createPublicKey, sign as signWithKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const TIME = 1614265330;
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const BODY = '{"test": 2432232314}';

const keyOf = (secret) => Buffer.from(secret.replace(/^(v1,)?whsec_/, ''), 'base64');
const bytesOf = (body) => {
  if (typeof body === 'string') return Buffer.from(body);
  return 'hex' in body ? Buffer.from(body.hex, 'hex') : Buffer.from(body.repeat.repeat(body.times));
};
const tag = ({ id = ID, time = TIME, body = BODY, secret = SECRET, key = keyOf(secret) }) =>
  createHmac('sha256', key).update(`${id}.${time}.`).update(bytesOf(body)).digest();
const sign = (parts) => `v1,${tag(parts).toString('base64')}`;

const headers = ({ id = ID, time = TIME, signature }, prefix = 'webhook') => [
  [`${prefix}-id`, id],
  [`${prefix}-timestamp`, String(time)],
  [`${prefix}-signature`, signature],
];

const cases = [];
const add = (name, rule, { secrets = [SECRET], body = BODY, now = TIME, tolerance = 300, headers: pairs }, expect) =>
  cases.push({ name, rule, secrets, headers: pairs, body, now, tolerance, ...expect });

/** An authentic webhook, with whatever is unusual about it. */
const accept = (name, rule, parts = {}, found = {}) => {
  const { id = ID, time = TIME, signature = sign(parts) } = parts;
  add(name, rule, { ...parts, headers: parts.headers ?? headers({ id, time, signature }) }, {
    accept: { id, timestamp: Number(time), secretIndex: 0, ...found },
  });
};

/** One with a fault. It is signed all the same, so that nothing but the fault can be the reason. */
const refuse = (name, rule, code, parts = {}) => {
  const { id = ID, time = TIME, signature = sign(parts) } = parts;
  add(name, rule, { ...parts, headers: parts.headers ?? headers({ id, time, signature }) }, { refuse: code });
};

const MISSING = 'ERR_MISSING_HEADER';
const MALFORMED = 'ERR_MALFORMED_HEADER';
const NO_MATCH = 'ERR_NO_MATCHING_SIGNATURE';
const good = sign({});
const goodBase64 = good.slice('v1,'.length);

// Known good values, from the specification's own libraries and from OpenAI's.
const known = (name, body, signature, parts = {}) => accept(name, 'known good values', { body, signature, ...parts });
known('a JSON body', BODY, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
known('an empty body', '', 'v1,v48jdbgvh29KJz2Qc+ghw8G6vG3nAKnujWBg8oM/62A=');
known('262,144 bytes', { repeat: 'a', times: 262144 }, 'v1,Mw4Pe2WgApuT7NSqnSq0PQPV9gbLdggCl9B865x5Xh0=');
known('262,143 bytes', { repeat: 'a', times: 262143 }, 'v1,NTItnqyWMoFhk2Bbe5V/BMdcFRWgcSQaTgqLHX7FC7c=');
known(
  "OpenAI's example",
  '{"id": "evt_685c059ae3a481909bdc86819b066fb6", "object": "event", "created_at": 1750861210, "type": "response.completed", "data": {"id": "resp_123"}}',
  'v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=',
  {
    id: 'wh_685c059ae39c8190af8c71ed1022a24d',
    time: 1750861210,
    now: 1750861210,
    secrets: ['whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c='],
  },
);

// The header set.
const SET = 'header set';
const webhook = headers({ signature: good });
const svix = headers({ signature: good }, 'svix');
const junk = { id: 'no.id', time: 'no time', signature: 'no signature' };
const without = (pairs, name) => pairs.filter(([key]) => key !== name);
const withValue = (pairs, name, value) => pairs.map(([key, old]) => [key, key === name ? value : old]);
accept('the svix names', SET, { headers: svix });
accept('names in mixed case', SET, { headers: webhook.map(([name, value]) => [name.replace('webhook', 'WebHook'), value]) });
accept('other headers beside them', SET, { headers: [['content-type', 'application/json'], ...webhook, ['webhook', 'x'], ['webhook-ids', 'x']] });
accept('the webhook set wins over a svix set that is wrong', SET, { headers: [...webhook, ...headers(junk, 'svix')] });
refuse('a webhook set that is wrong is not replaced by a svix set that is right', SET, MALFORMED, { headers: [...headers(junk), ...svix] });
for (const [name] of webhook) {
  accept(`the svix set when ${name} is absent`, SET, { headers: [...without(headers(junk), name), ...svix] });
  accept(`the svix set when ${name} is empty`, SET, { headers: [...withValue(headers(junk), name, ''), ...svix] });
  refuse(`${name} absent`, SET, MISSING, { headers: without(webhook, name) });
  refuse(`${name} empty`, SET, MISSING, { headers: withValue(webhook, name, '') });
  refuse(`${name} absent and only its svix form there: sets never mix`, SET, MISSING, {
    headers: [...without(webhook, name), ...svix.filter(([key]) => key === name.replace('webhook', 'svix'))],
  });
  refuse(`${name} twice, in two cases`, SET, MALFORMED, { headers: [...webhook, [name.toUpperCase(), 'x']] });
  refuse(`${name} twice with one value`, SET, MALFORMED, {
    headers: [...webhook, [name.toUpperCase(), webhook.find(([key]) => key === name)[1]]],
  });
  refuse(`${name} twice, once empty`, SET, MALFORMED, { headers: [...webhook, [name.toUpperCase(), '']] });
  refuse(`${name} twice, although the svix set is whole`, SET, MALFORMED, { headers: [...webhook, [name.toUpperCase(), 'x'], ...svix] });
  refuse(`${name.replace('webhook', 'svix')} absent`, SET, MISSING, { headers: without(svix, name.replace('webhook', 'svix')) });
}
refuse('no headers at all', SET, MISSING, { headers: [] });
refuse('a name with a Kelvin sign, which lower-cases to k', SET, MISSING, { headers: withNames(webhook, (name) => name.replace('k', '\u212a')) });
refuse('names with a space after them', SET, MISSING, { headers: withNames(webhook, (name) => `${name} `) });
refuse('names with underscores, as CGI writes them', SET, MISSING, { headers: withNames(webhook, (name) => name.replaceAll('-', '_')) });
function withNames(pairs, rename) {
  return pairs.map(([name, value]) => [rename(name), value]);
}

// webhook-id.
const IDS = 'id';
accept('the shortest id', IDS, { id: 'a' });
accept('an id of 256 bytes', IDS, { id: 'a'.repeat(256) });
accept('an id of the first and the last visible character', IDS, { id: '!~' });
accept('an id with a comma and a slash', IDS, { id: 'msg,/1' });
refuse('an id of 257 bytes', IDS, MALFORMED, { id: 'a'.repeat(257) });
refuse('an id of 5,000 bytes', IDS, MALFORMED, { id: 'a'.repeat(5000) });
for (const [what, character] of [
  ['a dot', '.'], ['a space', ' '], ['a tab', '\t'], ['a line break', '\n'], ['a NUL', '\0'], ['the control 0x1F', '\x1f'],
  ['DEL', '\x7f'], ['a non-ASCII letter', 'é'], ['a character beyond the BMP', '😀'],
]) {
  refuse(`an id with ${what}`, IDS, MALFORMED, { id: `msg${character}1` });
}
refuse('an id that moves the first dot: the signed content would mean another message', IDS, MALFORMED, {
  id: `${ID}.${TIME}`, signature: good,
});

// webhook-timestamp.
const TIMES = 'timestamp';
accept('the timestamp 0', TIMES, { time: '0', now: 0 });
accept('a timestamp of 12 digits', TIMES, { time: '999999999999', now: 999999999999 });
for (const [what, time] of [
  ['of 13 digits (milliseconds)', '1614265330000'], ['of 20 digits', '99999999999999999999'], ['with a leading zero', '01614265330'],
  ['of two zeros', '00'], ['with a plus sign', '+1614265330'], ['with a minus sign', '-1614265330'], ['with a space before it', ' 1614265330'],
  ['with a space after it', '1614265330 '], ['with a line break after it', '1614265330\n'], ['with a fraction', '1614265330.0'],
  ['with an exponent', '1614265330e0'], ['in hexadecimal', '0x6037bb32'], ['with an underscore', '1_614_265_330'],
  ['with a letter after it, which parseInt takes', '1614265330abc'], ['that is NaN, which no comparison refuses', 'NaN'], ['that is Infinity', 'Infinity'],
  ['that is a date', '2021-02-25T15:02:10Z'], ['in Arabic-Indic digits', '١٦١٤٢٦٥٣٣٠'], ['in full-width digits', '１６１４２６５３３０'],
  ['with a NUL after it', '1614265330\0'], ['with the BigInt suffix', '1614265330n'], ['with a comma', '1614265330,1614265330'],
]) {
  refuse(`a timestamp ${what}`, TIMES, MALFORMED, { time });
}

// Freshness.
const FRESH = 'freshness';
accept('exactly as old as the tolerance', FRESH, { now: TIME + 300 });
accept('exactly as far ahead as the tolerance', FRESH, { now: TIME - 300 });
accept('the same second with a tolerance of 0', FRESH, { tolerance: 0 });
accept('ten years old with a tolerance of ten years', FRESH, { now: TIME + 315360000, tolerance: 315360000 });
refuse('a second older than the tolerance', FRESH, 'ERR_TIMESTAMP_TOO_OLD', { now: TIME + 301 });
refuse('a second further ahead than the tolerance', FRESH, 'ERR_TIMESTAMP_TOO_NEW', { now: TIME - 301 });
refuse('a second old with a tolerance of 0', FRESH, 'ERR_TIMESTAMP_TOO_OLD', { now: TIME + 1, tolerance: 0 });
refuse('a second ahead with a tolerance of 0', FRESH, 'ERR_TIMESTAMP_TOO_NEW', { now: TIME - 1, tolerance: 0 });
refuse('the timestamp 0 today', FRESH, 'ERR_TIMESTAMP_TOO_OLD', { time: '0' });
refuse('the year 33658', FRESH, 'ERR_TIMESTAMP_TOO_NEW', { time: '999999999999' });
refuse('stale and forged: the timestamp is looked at first', FRESH, 'ERR_TIMESTAMP_TOO_OLD', { now: TIME + 301, signature: 'v1,forged' });

// webhook-signature: what is in the list and matches.
const LIST = 'signature list';
const forged = sign({ secret: OTHER });
for (const [what, signature] of [
  ['two entries, the first one right', `${good} ${forged}`], ['two entries, the second one right', `${forged} ${good}`],
  ['the right entry twice', `${good} ${good}`], ['an entry of an unknown version before it', `v2,${goodBase64} ${good}`],
  ['a v1a entry before it', `v1a,${'A'.repeat(86)}== ${good}`], ['an entry without a comma before it', `${goodBase64} ${good}`],
  ['an entry that is not base64 before it', `v1,!!!! ${good}`], ['an entry with an empty signature before it', `v1, ${good}`],
  ['a lone comma before it', `, ${good}`], ['an entry with junk after its signature', `v1,${goodBase64},junk ${good}`],
  ['a non-ASCII entry before it', `v1,é ${good}`], ['several spaces between entries', `${forged}    ${good}`],
  ['spaces before the first and after the last', `  ${good}  `], ['31 other entries before it', `${'v2,x '.repeat(31)}${good}`],
  ['31 forged entries before it', `${`${forged} `.repeat(31)}${good}`],
  ['4,096 bytes', `v2,${'x'.repeat(4096 - 4 - good.length)} ${good}`], ['4,096 bytes, spaces for the most part', good.padStart(4096)],
]) {
  accept(what, LIST, { signature });
}
for (const [what, signature] of [
  ['33 entries, the last one right', `${'v2,x '.repeat(32)}${good}`], ['33 entries, the first one right', `${good} ${'v2,x '.repeat(32).trim()}`],
  ['4,097 bytes', `v2,${'x'.repeat(4097 - 4 - good.length)} ${good}`], ['4,097 bytes, spaces for the most part', good.padStart(4097)],
  ['100,000 entries', { repeat: 'v1,x ', times: 100000 }],
]) {
  refuse(what, LIST, MALFORMED, { signature });
}

// webhook-signature: what is no match.
const bits = Buffer.from(goodBase64, 'base64');
const flipped = (at) => bits.map((byte, index) => (index === at ? byte ^ 1 : byte));
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const trailing = `${goodBase64.slice(0, -2)}${alphabet[alphabet.indexOf(goodBase64.at(-2)) + 1]}=`;
for (const [what, signature] of [
  ['a forged signature', forged], ['base64 without its version', goodBase64], ['an unknown version', `v2,${goodBase64}`],
  ['the version in upper case', `V1,${goodBase64}`], ['a version with a zero', `v01,${goodBase64}`], ['a v1a version', `v1a,${goodBase64}`],
  ['an equals sign for the comma', `v1=${goodBase64}`], ['a space after the comma', `v1, ${goodBase64}`], ['junk after a second comma', `${good},junk`],
  ['a comma after it', `${good},`], ['an empty signature', 'v1,'], ['only the version', 'v1'], ['only a comma', ','], ['only spaces', '   '],
  ['entries separated by a comma', `${forged},${good}`], ['entries separated by a tab', `${forged}\t${good}`], ['a line break after it', `${good}\n`],
  ['the padding left out', good.slice(0, -1)], ['padding too much', `${good}=`], ['trailing bits that are not zero', `v1,${trailing}`],
  ['the URL-safe alphabet', `v1,${goodBase64.replaceAll('+', '-').replaceAll('/', '_')}`], ['hexadecimal', `v1,${bits.toString('hex')}`],
  ['the first bit wrong', `v1,${bits.map((byte, at) => (at === 0 ? byte ^ 128 : byte)).toString('base64')}`],
  ['the last bit wrong', `v1,${flipped(31).toString('base64')}`], ['a bit in the middle wrong', `v1,${flipped(16).toString('base64')}`],
  ['a signature of 31 bytes, a prefix of the right one', `v1,${bits.subarray(0, 31).toString('base64')}`],
  ['a signature of 16 bytes, a prefix of the right one', `v1,${bits.subarray(0, 16).toString('base64')}`],
  ['a signature of 33 bytes, the right one and one more', `v1,${Buffer.concat([bits, Buffer.of(0)]).toString('base64')}`],
  ['32 zero bytes', `v1,${Buffer.alloc(32).toString('base64')}`], ['quotes around it', `"${good}"`],
]) {
  refuse(what, LIST, NO_MATCH, { signature });
}

// What was signed.
const CONTENT = 'signed content';
for (const [what, body] of [
  ['a body of bytes that are not UTF-8', { hex: '7b2261223a22ff22fe7d' }], ['a body with a NUL', { hex: '00' }], ['a body of emoji', '{"ok":"👍"}'],
  ['a body that starts with a byte order mark', '\ufeff{}'], ['a body with CRLF', '{\r\n}\r\n'], ['a body with dots', '1.2.3'],
  ['a body of 64 KiB', { repeat: 'x', times: 65536 }], ['a body of 1 MiB and a byte', { repeat: 'x', times: 1048577 }],
  ['a body of 4-byte characters', { repeat: '😀', times: 50000 }], ['a body of 3-byte characters', { repeat: '€', times: 50001 }],
]) {
  accept(what, CONTENT, { body });
}
refuse('another body', CONTENT, NO_MATCH, { body: '{"test": 2432232315}', signature: good });
refuse('a line break added to the body', CONTENT, NO_MATCH, { body: `${BODY}\n`, signature: good });
refuse('the body re-serialised', CONTENT, NO_MATCH, { body: JSON.stringify(JSON.parse(BODY)), signature: good });
refuse('the body lost', CONTENT, NO_MATCH, { body: '', signature: good });
refuse('a byte that is not UTF-8 replaced by U+FFFD', CONTENT, NO_MATCH, { body: '\ufffd', signature: sign({ body: { hex: 'ff' } }) });
refuse('another id', CONTENT, NO_MATCH, { id: `${ID}x`, signature: good });
refuse('another timestamp', CONTENT, NO_MATCH, { time: TIME + 1, signature: good });
refuse('the id and the timestamp exchanged', CONTENT, NO_MATCH, { id: String(TIME), signature: good });

// Several secrets.
const ROTATION = 'rotation';
accept('the first of two secrets', ROTATION, { secrets: [SECRET, OTHER] });
accept('the second of two secrets', ROTATION, { secrets: [OTHER, SECRET] }, { secretIndex: 1 });
accept('the last of 16 secrets', ROTATION, { secrets: [...Array(15).fill(OTHER), SECRET] }, { secretIndex: 15 });
accept('a list signed with both, the first secret', ROTATION, { secrets: [SECRET, OTHER], signature: `${forged} ${good}` });
accept('the same secret twice', ROTATION, { secrets: [SECRET, SECRET] });
refuse('another secret', ROTATION, NO_MATCH, { secrets: [OTHER], signature: good });
refuse('two other secrets', ROTATION, NO_MATCH, {
  secrets: [OTHER, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx'], signature: good,
});

// Secrets: each with the key that it stands for, shown by a signature that node:crypto made with that key, or its code.
const secrets = [];
const takes = (name, secret, key) => secrets.push({ name, secret, signature: sign({ key }) });
const throws = (name, secret, code) => secrets.push({ name, secret, code });
const range = (length) => Buffer.from(Array.from({ length }, (_, at) => (at * 151 + 251) & 255));
const base64 = (key) => key.toString('base64');
const key = keyOf(SECRET);
takes('with its prefix', SECRET, key);
takes('without its prefix', SECRET.slice('whsec_'.length), key);
takes('with the version before its prefix, as Supabase shows it', `v1,${SECRET}`, key);
for (const length of [24, 25, 26, 32, 64, 65, 128, 511, 512]) {
  takes(`of ${length} bytes`, `whsec_${base64(range(length))}`, range(length));
  takes(`of ${length} bytes, not padded`, `whsec_${base64(range(length)).replace(/=+$/, '')}`, range(length));
  takes(`of ${length} bytes, URL-safe and not padded`, `whsec_${range(length).toString('base64url')}`, range(length));
  takes(`of ${length} raw bytes`, { hex: range(length).toString('hex') }, range(length));
}
takes('URL-safe and padded', `whsec_${base64(range(25)).replaceAll('+', '-').replaceAll('/', '_')}`, range(25));
throws('empty', '', 'ERR_SECRET_MISSING');
throws('only a prefix', 'whsec_', 'ERR_SECRET_MISSING');
throws('only a version and a prefix', 'v1,whsec_', 'ERR_SECRET_MISSING');
throws('no raw bytes', { hex: '' }, 'ERR_SECRET_MISSING');
throws("the seed's placeholder, 12 bytes", 'whsec_your_secret_here', 'ERR_SECRET_LENGTH');
for (const length of [1, 12, 23, 513, 1000, 5000]) {
  throws(`of ${length} bytes`, `whsec_${base64(range(length))}`, 'ERR_SECRET_LENGTH');
  throws(`of ${length} raw bytes`, { hex: range(length).toString('hex') }, 'ERR_SECRET_LENGTH');
}
for (const [name, secret] of [
  ['with a space before it', ` ${SECRET}`], ['with a space after it', `${SECRET} `], ['with a line break after it', `${SECRET}\n`],
  ['with a carriage return after it', `${SECRET}\r`], ['with a tab after it', `${SECRET}\t`], ['with a space inside', SECRET.replace('GKY', 'G Y')],
  ['in quotes', `"${SECRET}"`], ['with a character of no alphabet', SECRET.replace('GKY', 'G!Y')], ['with a non-ASCII character', SECRET.replace('GKY', 'GéY')],
  ['with a NUL', SECRET.replace('GKY', 'G\0Y')], ['that mixes the alphabets', `whsec_${base64(range(30)).slice(0, -2)}+_`],
  ['with a public key behind its prefix', 'whsec_whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4'],
  ['with a public key behind its version and its prefix', 'v1,whsec_whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4'],
  ['with a private key behind its prefix', 'whsec_whsk_6Xb_dCcHpPea21PS1N9VY_NZW723CEc77N4rJCubMbc'],
  ['with its prefix twice', `whsec_${SECRET}`], ['with the version alone before it', `v1,${SECRET.slice('whsec_'.length)}`],
  ['with the version twice', `v1,v1,${SECRET}`], ['with the version behind its prefix', `whsec_v1,${SECRET.slice('whsec_'.length)}`],
  ['cut off by one character', SECRET.slice(0, -3)], ['with trailing bits that are not zero', `whsec_${base64(range(25)).slice(0, -3)}x==`],
  ['padded when nothing is to pad', `${SECRET}=`], ['padded by half', `whsec_${base64(range(25)).slice(0, -1)}`], ['padded too much', `whsec_${base64(range(25))}==`],
  ['with padding in the middle', `whsec_${base64(range(25))}${base64(range(24))}`], ['only padding', 'whsec_=='], ['two lines', `${SECRET}\n${OTHER}`],
  ['two secrets in one text', `${SECRET},${OTHER}`], ['hexadecimal with a prefix', '0x31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0'],
]) {
  throws(name, secret, 'ERR_SECRET_FORMAT');
}
// What needs ed25519 is an error without it; v1a.json has what it is with it.
const throwsWithoutEd25519 = (name, secret, code) => secrets.push({ name, secret, code, without: 'ed25519' });
throwsWithoutEd25519('that is a private key', 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==', 'ERR_SECRET_KIND');
throwsWithoutEd25519('that is a public key', 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=', 'ERR_SECRET_KIND');
throwsWithoutEd25519('that is a public key behind its version', 'v1a,whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=', 'ERR_SECRET_KIND');
throwsWithoutEd25519('that is a public key with nothing in it', 'whpk_', 'ERR_SECRET_KIND');

// Signing.
const signing = [];
const signs = (name, parts = {}) => {
  const { id = ID, time = TIME, body = BODY, secrets: all = [SECRET] } = parts;
  const signature = all.map((secret) => sign({ id, time, body, secret })).join(' ');
  signing.push({ name, id, timestamp: time, body, secrets: all, signature });
};
const cannotSign = (name, code, parts) =>
  signing.push({ name, id: ID, timestamp: TIME, body: BODY, secrets: [SECRET], ...parts, code });
signs('a JSON body');
signs('an empty body', { body: '' });
signs('bytes that are not UTF-8', { body: { hex: 'fffe00' } });
signs('a body of 256 KiB', { body: { repeat: 'é', times: 131072 } });
signs('with two secrets', { secrets: [SECRET, OTHER] });
signs('with 16 secrets', { secrets: Array(16).fill(SECRET) });
signs('at the timestamp 0', { time: 0 });
signs('at the latest timestamp', { time: 999999999999 });
signs('under an id of 256 bytes', { id: 'i'.repeat(256) });
cannotSign('under an empty id', 'ERR_OPTION', { id: '' });
cannotSign('under an id with a dot', 'ERR_OPTION', { id: 'a.b' });
cannotSign('under an id of 257 bytes', 'ERR_OPTION', { id: 'i'.repeat(257) });
cannotSign('under a non-ASCII id', 'ERR_OPTION', { id: 'é' });
cannotSign('at a timestamp of 13 digits', 'ERR_OPTION', { timestamp: 1000000000000 });
cannotSign('with no secret', 'ERR_SECRET_MISSING', { secrets: [] });
cannotSign('with 17 secrets', 'ERR_SECRET_LENGTH', { secrets: Array(17).fill(SECRET) });
cannotSign('with a public key', 'ERR_SECRET_KIND', { secrets: ['whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4='] });

// v1a: the key of the specification's own libraries, and another.
const contentOf = ({ id = ID, time = TIME, body = BODY }) => Buffer.concat([Buffer.from(`${id}.${time}.`), bytesOf(body)]);
const pairOf = (seed) => {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const half = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { key, half, seed, privateKey: `whsk_${base64(Buffer.concat([seed, half]))}`, publicKey: `whpk_${base64(half)}` };
};
const PAIR = pairOf(Buffer.from('6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=', 'base64'));
const PAIR2 = pairOf(range(32));
const rawV1a = (parts, { key } = PAIR) => signWithKey(null, contentOf(parts), key);
const v1a = (parts, pair) => `v1a,${base64(rawV1a(parts, pair))}`;
const signedV1a = v1a({});
const forgedV1a = v1a({}, PAIR2);
const lean = cases.length;
const accepts1a = (name, parts, found) => accept(name, 'v1a', { secrets: [PAIR.publicKey], signature: v1a(parts), ...parts }, found);
const refuses1a = (name, parts) => refuse(name, 'v1a', NO_MATCH, { secrets: [PAIR.publicKey], signature: v1a(parts), ...parts });
accepts1a('a JSON body', {
  secrets: ['whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4='],
  signature: 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
});
accepts1a('an empty body', { body: '' });
accepts1a('bytes that are not UTF-8', { body: { hex: 'fffe00' } });
accepts1a('a body of 1 MiB and a byte', { body: { repeat: 'x', times: 1048577 } });
accepts1a('a body of 3-byte characters', { body: { repeat: '€', times: 50001 } });
accepts1a('an id of 256 bytes', { id: 'i'.repeat(256) });
accepts1a('the version before the prefix of the key', { secrets: [`v1a,${PAIR.publicKey}`] });
accepts1a('a forged entry before it', { signature: `${forgedV1a} ${signedV1a}` });
accepts1a('31 forged entries before it', { signature: `${`${forgedV1a} `.repeat(31)}${signedV1a}` });
accepts1a('a v1 entry before it', { signature: `${forged} ${signedV1a}` });
accepts1a('a malformed entry before it', { signature: `v1a,!!!! v1a, v1a ${signedV1a}` });
accepts1a('the second of two public keys', { secrets: [PAIR2.publicKey, PAIR.publicKey] }, { secretIndex: 1 });
accepts1a('an HMAC key before the public key', { secrets: [SECRET, PAIR.publicKey] }, { secretIndex: 1 });
accepts1a('an HMAC key after the public key', { secrets: [PAIR.publicKey, SECRET] });
accepts1a('both signatures and both keys: the first key', { secrets: [SECRET, PAIR.publicKey], signature: `${signedV1a} ${good}` });
accepts1a('a v1 signature and both keys', { secrets: [PAIR.publicKey, SECRET], signature: good }, { secretIndex: 1 });
accepts1a('the last of 16 keys', { secrets: [...Array(8).fill(SECRET), ...Array(7).fill(PAIR2.publicKey), PAIR.publicKey] }, { secretIndex: 15 });
const raw1a = rawV1a({});
const with1a = (bytes) => `v1a,${base64(bytes)}`;
const flipped1a = (at, bit = 1) => with1a(raw1a.map((byte, index) => (index === at ? byte ^ bit : byte)));
// The group's order, added to the second half: the same signature, written in another way.
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const littleEndian = (bytes) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
const malleable = Buffer.concat([
  raw1a.subarray(0, 32),
  Buffer.from((littleEndian(raw1a.subarray(32)) + ORDER).toString(16).padStart(64, '0'), 'hex').reverse(),
]);
const hmacWith = (key) => sign({ key });
for (const [what, parts] of [
  ['another key', { secrets: [PAIR2.publicKey] }], ['another body', { signature: signedV1a, body: `${BODY} ` }], ['another id', { signature: signedV1a, id: 'x' }],
  ['another timestamp', { signature: signedV1a, time: TIME + 1 }], ['the first bit wrong', { signature: flipped1a(0, 128) }],
  ['the last bit wrong', { signature: flipped1a(63, 128) }], ['a bit of the second half wrong', { signature: flipped1a(32) }],
  ["the group's order added to its second half", { signature: with1a(malleable) }], ['64 zero bytes', { signature: with1a(Buffer.alloc(64)) }],
  ['63 bytes', { signature: with1a(raw1a.subarray(0, 63)) }], ['65 bytes', { signature: with1a(Buffer.concat([raw1a, Buffer.of(0)])) }],
  ['its first half', { signature: with1a(raw1a.subarray(0, 32)) }], ['the padding left out', { signature: signedV1a.slice(0, -2) }],
  ['trailing bits that are not zero', { signature: signedV1a.replace(/.==$/, (end) => `${alphabet[alphabet.indexOf(end[0]) + 1]}==`) }],
  ['the version in upper case', { signature: signedV1a.replace('v1a', 'V1A') }], ['junk after a second comma', { signature: `${signedV1a},junk` }],
  ['labelled v1', { signature: signedV1a.replace('v1a', 'v1') }], ['an HMAC tag labelled v1a', { signature: good.replace('v1', 'v1a') }],
  ["an HMAC with the public key's bytes", { signature: hmacWith(PAIR.half) }], ["an HMAC with the public key's text", { signature: hmacWith(Buffer.from(PAIR.publicKey)) }],
  ['a v1 signature and only a public key', { signature: good }], ['a v1a signature and only an HMAC key', { secrets: [SECRET] }],
  ['a v1 signature by another key, and both keys', { secrets: [SECRET, PAIR.publicKey], signature: forged }],
  ['both signatures by other keys, and both keys', { secrets: [SECRET, PAIR.publicKey], signature: `${forged} ${forgedV1a}` }],
]) {
  refuses1a(what, parts);
}

// The keys of v1a: the code of an error, or null, for verifying and for signing.
const KIND = 'ERR_SECRET_KIND';
const keys = [];
const keyIs = (name, secret, verifying, signing = verifying) => keys.push({ name, secret, verifying, signing });
const bytesAs = (prefix, bytes) => `${prefix}${base64(bytes)}`;
const spoiltPair = Buffer.concat([PAIR.seed, PAIR2.half]);
keyIs('a public key', PAIR.publicKey, null, KIND);
keyIs('a private key', PAIR.privateKey, KIND, null);
keyIs('a public key, not padded', PAIR.publicKey.replace('=', ''), null, KIND);
keyIs('a private key, URL-safe and not padded', `whsk_${Buffer.concat([PAIR.seed, PAIR.half]).toString('base64url')}`, KIND, null);
keyIs('a public key after its version', `v1a,${PAIR.publicKey}`, null, KIND);
keyIs('a private key after its version', `v1a,${PAIR.privateKey}`, KIND, null);
keyIs('a public key with nothing in it', 'whpk_', 'ERR_SECRET_MISSING');
keyIs('a private key with nothing in it', 'whsk_', 'ERR_SECRET_MISSING');
for (const length of [16, 24, 31, 33, 64, 513]) keyIs(`a public key of ${length} bytes`, bytesAs('whpk_', range(length)), 'ERR_SECRET_LENGTH');
for (const length of [16, 32, 63, 65, 96, 513]) keyIs(`a private key of ${length} bytes`, bytesAs('whsk_', range(length)), 'ERR_SECRET_LENGTH');
keyIs('a private key whose halves do not belong together', bytesAs('whsk_', spoiltPair), 'ERR_SECRET_FORMAT');
keyIs('a private key whose second half is zero', bytesAs('whsk_', Buffer.concat([PAIR.seed, Buffer.alloc(32)])), 'ERR_SECRET_FORMAT');
keyIs('a public key that is no point of the curve', bytesAs('whpk_', Buffer.concat([Buffer.of(2), Buffer.alloc(31)])), 'ERR_SECRET_FORMAT');
keyIs('a public key of small order, which fits every message', bytesAs('whpk_', Buffer.concat([Buffer.of(1), Buffer.alloc(31)])), 'ERR_SECRET_FORMAT');
keyIs('a public key of zeros', bytesAs('whpk_', Buffer.alloc(32)), 'ERR_SECRET_FORMAT');
for (const [name, spoil] of [
  ['a space after it', (text) => `${text} `], ['a line break after it', (text) => `${text}\n`], ['quotes around it', (text) => `"${text}"`],
  ['half its padding', (text) => `${text}=`], ['its prefix twice', (text) => `${text.slice(0, 5)}${text}`],
  ['a character of no alphabet', (text) => text.replace(/.{4}$/, '!===')],
  ['the version of the other algorithm before it', (text) => `v1,${text}`],
]) {
  keyIs(`a public key with ${name}`, spoil(PAIR.publicKey), 'ERR_SECRET_FORMAT');
  keyIs(`a private key with ${name}`, spoil(PAIR.privateKey), 'ERR_SECRET_FORMAT');
}

const leanSignings = signing.length;
const signs1a = (name, parts = {}) => {
  const { id = ID, time = TIME, body = BODY, secrets: all = [PAIR.privateKey] } = parts;
  const signature = all.map((secret) => (secret === PAIR.privateKey ? v1a(parts) : sign({ ...parts, secret }))).join(' ');
  const verifyWith = all.map((secret) => (secret === PAIR.privateKey ? PAIR.publicKey : secret));
  signing.push({ name, id, timestamp: time, body, secrets: all, verifyWith, signature });
};
signs1a('with a private key');
signs1a('an empty body with a private key', { body: '' });
signs1a('256 KiB with a private key', { body: { repeat: 'é', times: 131072 } });
signs1a('with an HMAC key and a private key', { secrets: [SECRET, PAIR.privateKey] });
signs1a('with 16 private keys', { secrets: Array(16).fill(PAIR.privateKey) });
cannotSign('with a private and a public key', KIND, { secrets: [PAIR.privateKey, PAIR.publicKey] });

// What explainWebhook finds: `first` is its first hint; the checks that fail are named.
const explained = [];
const explains = (name, first, parts = {}) => {
  const { id = ID, time = TIME, sent = BODY, body = sent, secrets: all = [SECRET], now = TIME, tolerance = 300 } = parts;
  const { signature = sign({ id, time, body: sent, key: parts.key }) } = parts;
  const { headers: pairs = headers({ id, time, signature }), code = NO_MATCH, fails = ['signature'] } = parts;
  explained.push({ name, secrets: all, headers: pairs, body, now, tolerance, code, fails, first, only: parts.only });
};
explains('nothing, of a good webhook', null, { code: null, fails: [] });
explains('nothing, of a good webhook with svix headers', null, { code: null, fails: [], headers: headers({ signature: good }, 'svix') });
// What the search may cost does not bound the verification itself.
const manyMegabytes = { repeat: 'x', times: 4500000 };
explains('nothing, of a long body that the last of 16 secrets fits', null, { code: null, fails: [], sent: manyMegabytes, secrets: [...Array(15).fill(OTHER), SECRET] });
explains('nothing, of a long body that the last of 32 v1a signatures fits', null, {
  code: null, fails: [], secrets: [PAIR.publicKey], sent: { repeat: 'x', times: 2200000 },
  signature: [...Array(31).fill(v1a({ body: BODY })), v1a({ body: { repeat: 'x', times: 2200000 } })].join(' '),
});
const event = { type: 'job.completed', at: 1e21, data: { job_id: 'é😀', url: 'https://example.com/<a>?b&c', list: [1, 2.5, [], {}], empty: '' } };
const compact = JSON.stringify(event);
const indented = (indent) => JSON.stringify(event, null, indent);
// As Python, PHP and Go write it; their white space first.
const python = '{"type": "job.completed", "at": 1e+21, "data": {"job_id": "é😀", "url": "https://example.com/<a>?b&c", "list": [1, 2.5, [], {}], "empty": ""}}';
const ascii = (text) => text.replace(/[^\0-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const htmlSafe = (text) => text.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
for (const [what, sent] of [
  ["the contract's own body", BODY], ['two spaces', indented(2)], ['four spaces', indented(4)], ['tabs', indented('\t')], ["Python's spaces", python],
  ["Python's escapes", ascii(python)], ["PHP's escapes", ascii(compact).replaceAll('/', '\\/')], ["Go's escapes", htmlSafe(compact)],
  ['two spaces and a line break at the end', `${indented(2)}\n`],
]) {
  explains(`a body with ${what}, printed again`, 'BODY_RESERIALISED', { sent, body: JSON.stringify(JSON.parse(sent)) });
}
const upperCase = (text) => text.replace(/\\u[0-9a-f]{4}/g, (escape) => `\\u${escape.slice(2).toUpperCase()}`);
for (const [what, sent, body] of [
  ['escapes in upper case, printed again', upperCase(ascii(python)), compact], ['no escapes, printed with them', compact, ascii(python)],
  ['no escapes, printed with escaped slashes', compact, ascii(compact).replaceAll('/', '\\/')], ['escapes in upper case, printed in lower case', upperCase(ascii(compact)), ascii(compact)],
  ['escapes in lower case, printed in upper case', ascii(compact), upperCase(ascii(compact))],
]) {
  explains(`a body with ${what}`, 'BODY_RESERIALISED', { sent, body });
}
explains('a compact body, indented', 'BODY_RESERIALISED', { sent: compact, body: indented(2) });
explains('a body that was parsed and became text', 'BODY_PARSED', { body: '[object Object]', sent: compact });
for (const [what, sent, body] of [
  ['lost its line break', 'plain text\n', 'plain text'], ['lost the line break after its JSON', `${compact}\n`, compact], ['lost its CRLF', 'plain text\r\n', 'plain text'], ['got a line break', BODY, `${BODY}\n`],
  ['got a CRLF', BODY, `${BODY}\r\n`], ['got white space', BODY, `${BODY} \n\n`], ['lost one of two line breaks', 'x\n\n', 'x\n'],
]) {
  explains(`a body that ${what}`, 'BODY_NEWLINE', { sent, body });
}
explains('CRLF that became LF', 'BODY_LINE_ENDINGS', { sent: '{\r\n"a": [\r\n1,2]}\r\n', body: '{\n"a": [\n1,2]}\n' });
explains('LF that became CRLF', 'BODY_LINE_ENDINGS', { sent: 'a\nb\n', body: 'a\r\nb\r\n' });
explains('CRLF that became LF, and lost the last one', 'BODY_LINE_ENDINGS', { sent: 'a\r\nb\r\n', body: 'a\nb' });
explains('LF that became CRLF, and lost the last one', 'BODY_LINE_ENDINGS', { sent: 'a\nb\n', body: 'a\r\nb' });
explains('a byte order mark that was lost', 'BODY_BOM', { sent: '\ufeff{}', body: '{}' });
explains('a byte order mark that was added', 'BODY_BOM', { sent: '{}', body: '\ufeff{}' });
explains('bytes that became U+FFFD', 'BODY_REPLACEMENT', { sent: { hex: '7b2261223a22ff22fe7d' }, body: '{"a":"\ufffd"\ufffd}' });
explains('UTF-8 that was decoded as Latin-1', 'BODY_CHARSET', { sent: compact, body: Buffer.from(compact).toString('latin1') });
explains('a body that is still base64', 'BODY_BASE64', { sent: compact, body: Buffer.from(compact).toString('base64') });
explains('a body that is quoted', 'BODY_QUOTED', { sent: `${BODY}\n`, body: JSON.stringify(`${BODY}\n`) });
explains('a body that was read before', 'BODY_EMPTY', { sent: BODY, body: '' });
explains('another body', 'BODY_CHANGED', { sent: BODY, body: '{"test": 2432232315}' });
explains('a body of a million brackets', 'BODY_CHANGED', { sent: BODY, body: { repeat: '[', times: 1000000 } });
explains('a body of more than 1 MiB that was changed', 'BODY_CHANGED', { sent: { repeat: 'x', times: 1048577 }, body: { repeat: 'x', times: 1048578 } });
explains('an unlawful webhook signed over an unlawful id', 'HEADERS_MALFORMED', { id: 'a b', code: MALFORMED, fails: ['headers'] });

// Secrets.
const text = SECRET.slice('whsec_'.length);
explains("the secret's text as the key", 'SECRET_AS_TEXT', { key: Buffer.from(SECRET) });
explains("the text after the prefix as the key", 'SECRET_AS_TEXT', { key: Buffer.from(text) });
explains('the text after the version as the key', 'SECRET_AS_TEXT', { key: Buffer.from(SECRET), secrets: [`v1,${SECRET}`] });
explains('the text after version and prefix as the key', 'SECRET_AS_TEXT', { key: Buffer.from(text), secrets: [`v1,${SECRET}`] });
explains('a secret with a version whose prefix was decoded', 'SECRET_PREFIX_DECODED', { key: Buffer.from(SECRET, 'base64'), secrets: [`v1,${SECRET}`] });
explains('a secret whose prefix was decoded, by the sender', 'SECRET_PREFIX_DECODED', { key: Buffer.from(SECRET, 'base64') });
const raw = (bytes) => ({ hex: Buffer.from(bytes).toString('hex') });
explains('a secret whose prefix was decoded, by the receiver', 'SECRET_PREFIX_DECODED', { secrets: [raw(Buffer.from(SECRET, 'base64'))] });
explains("a secret's text as bytes", 'SECRET_BYTES_OF_TEXT', { secrets: [raw(SECRET)] });
explains("a secret's base64 as bytes", 'SECRET_BYTES_OF_TEXT', { secrets: [raw(text)] });
explains("a secret's text as bytes that the sender used, and a body that got a line break", 'BODY_NEWLINE', { key: Buffer.from(SECRET), secrets: [raw(SECRET)], body: `${BODY}\n` });
explains('another secret as bytes', 'SECRET_BYTES_OF_TEXT', { secrets: [raw(OTHER)] });
explains('a secret in hexadecimal', 'SECRET_HEX', { key: Buffer.alloc(24, 7), secrets: ['07'.repeat(24)] });
const SECRET_FAILS = { code: 'ERR_SECRET_FORMAT', fails: ['secret', 'signature'] };
for (const [what, secret] of [['a line break', `${SECRET}\n`], ['spaces', ` ${SECRET} `], ['quotes', `"${SECRET}"`], ['single quotes', `'${SECRET}'`]]) {
  explains(`${what} around the secret`, 'SECRET_SURROUNDED', { secrets: [secret], ...SECRET_FAILS });
}
explains('quotes around another secret', 'SECRET_SURROUNDED', { secrets: [`"${OTHER}"`], ...SECRET_FAILS });
explains('two secrets in one text', 'SECRET_LIST', { secrets: [`${OTHER},${SECRET}`], ...SECRET_FAILS });
explains('two secrets in two lines', 'SECRET_LIST', { secrets: [`v1,${SECRET}\nv1,${OTHER}\n`], ...SECRET_FAILS });
explains('a wrong secret beside the right one', 'SECRET_ANOTHER_MATCHES', { secrets: [SECRET, 'whsec_'], code: 'ERR_SECRET_MISSING', fails: ['secret'] });
explains('no secret', 'SECRET_MISSING', { secrets: [], code: 'ERR_SECRET_MISSING', fails: ['secret', 'signature'] });
explains('an empty secret', 'SECRET_MISSING', { secrets: [''], code: 'ERR_SECRET_MISSING', fails: ['secret', 'signature'] });
explains("the seed's placeholder", 'SECRET_UNUSABLE', { secrets: ['whsec_your_secret_here'], code: 'ERR_SECRET_LENGTH', fails: ['secret', 'signature'] });
explains('a placeholder that the sender used as text', 'SECRET_AS_TEXT', {
  secrets: ['whsec_your_secret_here'], key: Buffer.from('whsec_your_secret_here'), code: 'ERR_SECRET_LENGTH', fails: ['secret', 'signature'],
});
explains('an API key', 'SECRET_UNUSABLE', { secrets: ['sk_live_!'], ...SECRET_FAILS });
explains('a private key', 'SECRET_PRIVATE_KEY', { secrets: [PAIR.privateKey], code: KIND, fails: ['secret', 'signature'] });
explains('17 secrets, one of which matches', 'SECRET_TOO_MANY', { secrets: [SECRET, ...Array(16).fill(OTHER)], code: 'ERR_SECRET_LENGTH', fails: ['secret'] });
explains('17 secrets', 'SECRET_TOO_MANY', { secrets: Array(17).fill(OTHER), code: 'ERR_SECRET_LENGTH', fails: ['secret', 'signature'] });
explains('another secret', 'BODY_CHANGED', { secrets: [OTHER] });
explains('16 other secrets and a body that was printed again', 'BODY_RESERIALISED', { secrets: [...Array(15).fill(OTHER), SECRET], body: JSON.stringify(JSON.parse(BODY)) });

// Headers.
const HEADERS_FAIL = { code: MISSING, fails: ['headers', 'timestamp', 'signature'] };
explains('no headers', 'HEADERS_MISSING', { headers: [], ...HEADERS_FAIL });
explains('no signature header', 'HEADERS_MISSING', { headers: without(webhook, 'webhook-signature'), code: MISSING, fails: ['headers', 'signature'] });
explains('names of both sets', 'HEADERS_MIXED', {
  headers: [...without(webhook, 'webhook-id'), ['svix-id', ID]], code: MISSING, fails: ['headers', 'signature'],
});
explains('the other set of headers', 'HEADERS_OTHER_SET', { headers: [...headers({ id: 'other', signature: forged }), ...svix] });
explains('an id given twice', 'HEADERS_MALFORMED', { headers: [...webhook, ['WEBHOOK-ID', ID]], code: MALFORMED, fails: ['headers', 'signature'] });
explains('33 signatures', 'HEADERS_MALFORMED', { signature: 'v1,x '.repeat(33), code: MALFORMED, fails: ['headers', 'signature'] });
explains('the timestamp in milliseconds, signed', 'TIMESTAMP_MILLISECONDS', { time: `${TIME}123`, code: MALFORMED, fails: ['timestamp'] });
explains('the timestamp in milliseconds, signed in seconds', 'TIMESTAMP_MILLISECONDS', {
  time: `${TIME}123`, signature: good, code: MALFORMED, fails: ['timestamp', 'signature'],
});
explains('the timestamp in microseconds', 'TIMESTAMP_MILLISECONDS', { time: `${TIME}123456`, signature: good, code: MALFORMED, fails: ['timestamp', 'signature'] });
explains('a timestamp with a sign', 'HEADERS_MALFORMED', { time: `+${TIME}`, code: MALFORMED, fails: ['timestamp'] });
explains('now in milliseconds', 'NOW_MILLISECONDS', { now: TIME * 1000, code: 'ERR_TIMESTAMP_TOO_OLD', fails: ['timestamp'] });
explains('a stale webhook', 'TIMESTAMP_CLOCK', { now: TIME + 301, code: 'ERR_TIMESTAMP_TOO_OLD', fails: ['timestamp'] });
explains('a webhook from the future', 'TIMESTAMP_CLOCK', { now: TIME - 301, code: 'ERR_TIMESTAMP_TOO_NEW', fails: ['timestamp'] });
explains('a stale webhook whose body was printed again', 'BODY_RESERIALISED', {
  body: JSON.stringify(JSON.parse(BODY)), now: TIME + 301, code: 'ERR_TIMESTAMP_TOO_OLD', fails: ['timestamp', 'signature'],
});

// Signatures.
const hexBits = bits.toString('hex');
for (const signature of [`v1,${hexBits}`, hexBits, `sha256=${hexBits}`, `v1,${hexBits.toUpperCase()}`]) {
  explains(`a signature such as ${signature.slice(0, 9)}…`, 'SIGNATURE_HEX', { signature });
}
explains('a forged hexadecimal signature', 'SIGNATURE_HEX', { signature: `v1,${'ab'.repeat(32)}` });
explains('a URL-safe signature', 'SIGNATURE_ENCODING', { signature: `v1,${bits.toString('base64url')}` });
explains('a signature that is not padded', 'SIGNATURE_ENCODING', { signature: good.slice(0, -1) });
for (const [what, signature] of [
  ['is garbage', 'v1,garbage'], ['is cut off', good.slice(0, 30)], ['is empty', 'v1,'], ['of v1a is garbage', 'v1a,garbage'], ['of v1a has the length of v1', `v1a,${goodBase64}`],
]) {
  explains(`a signature that ${what}`, 'SIGNATURE_ENCODING', { signature, only: ['SIGNATURE_ENCODING'] });
}
explains('v1a: a hexadecimal signature', 'SIGNATURE_HEX', { secrets: [PAIR.publicKey], signature: `v1a,${rawV1a({}).toString('hex')}`, only: ['SIGNATURE_HEX'] });
explains('v1a: a URL-safe signature', 'SIGNATURE_ENCODING', { secrets: [PAIR.publicKey], signature: `v1a,${rawV1a({}).toString('base64url')}`, only: ['SIGNATURE_ENCODING'] });
explains('v1a: a URL-safe signature without a version, beside one of v1', 'SIGNATURE_VERSION', {
  secrets: [PAIR.publicKey], signature: `${forged} ${rawV1a({}).toString('base64url')}`,
});
explains('a signature without a version', 'SIGNATURE_VERSION', { signature: goodBase64 });
explains('a signature of another version', 'SIGNATURE_VERSION', { signature: `v2,${goodBase64}` });
explains('a list of unknown versions', 'SIGNATURE_VERSION', { signature: 'v2,x v3,y' });
explains('a v1a signature and an HMAC key', 'SIGNATURE_IS_V1A', { signature: signedV1a });
explains('a v1 signature and a public key', 'SIGNATURE_IS_V1', { secrets: [PAIR.publicKey] });
const hmac = (content) => `v1,${base64(createHmac('sha256', keyOf(SECRET)).update(content).digest())}`;
explains('a signature of the body alone', 'OTHER_SCHEME', { signature: hmac(BODY) });
explains('a signature of timestamp and body', 'OTHER_SCHEME', { signature: hmac(`${TIME}.${BODY}`) });
explains('v1a: a body that was printed again', 'BODY_RESERIALISED', {
  secrets: [PAIR.publicKey], signature: signedV1a, body: JSON.stringify(JSON.parse(BODY)),
});
explains('v1a: another key', 'BODY_CHANGED', { secrets: [PAIR2.publicKey], signature: signedV1a });

const listed = (list) => `[\n${list.map((item) => `  ${JSON.stringify(item)}`).join(',\n')}\n]`;
const v1aParts = { webhooks: cases.splice(lean), keys, signings: signing.splice(leanSignings) };
const files = {
  'verify.json': listed(cases),
  'secrets.json': listed(secrets),
  'sign.json': listed(signing),
  'explain.json': listed(explained),
  'v1a.json': `{\n${Object.entries(v1aParts).map(([name, list]) => `"${name}": ${listed(list)}`).join(',\n')}\n}`,
};
for (const [name, content] of Object.entries(files)) {
  const file = new URL(name, import.meta.url);
  const text = `${content}\n`;
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) throw new Error(`${name} is not what its generator writes: npm run vectors`);
}
const { webhooks, signings } = v1aParts;
console.log(`${cases.length} webhooks, ${secrets.length} secrets, ${signing.length} signings; of v1a ${webhooks.length}, ${keys.length}, ${signings.length}; ${explained.length} explained`);
