/**
 * Writes verify.json, secrets.json and sign.json. The signatures are made here by node:crypto, which shares no code with
 * the core that is tested with them. Run it after adding a case: `npm run vectors`.
 */
import { createHmac } from 'node:crypto';
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
  ['with its prefix twice', `whsec_${SECRET}`], ['with the version alone before it', `v1,${SECRET.slice('whsec_'.length)}`],
  ['with the version twice', `v1,v1,${SECRET}`], ['with the version behind its prefix', `whsec_v1,${SECRET.slice('whsec_'.length)}`],
  ['cut off by one character', SECRET.slice(0, -3)], ['with trailing bits that are not zero', `whsec_${base64(range(25)).slice(0, -3)}x==`],
  ['padded when nothing is to pad', `${SECRET}=`], ['padded by half', `whsec_${base64(range(25)).slice(0, -1)}`], ['padded too much', `whsec_${base64(range(25))}==`],
  ['with padding in the middle', `whsec_${base64(range(25))}${base64(range(24))}`], ['only padding', 'whsec_=='], ['two lines', `${SECRET}\n${OTHER}`],
  ['two secrets in one text', `${SECRET},${OTHER}`], ['hexadecimal with a prefix', '0x31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0'],
]) {
  throws(name, secret, 'ERR_SECRET_FORMAT');
}
throws('a private key', 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==', 'ERR_SECRET_KIND');
throws('a public key', 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=', 'ERR_SECRET_KIND');
throws('a public key with nothing in it', 'whpk_', 'ERR_SECRET_KIND');

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

const files = { 'verify.json': cases, 'secrets.json': secrets, 'sign.json': signing };
for (const [name, list] of Object.entries(files)) {
  const file = new URL(name, import.meta.url);
  const text = `[\n${list.map((item) => `  ${JSON.stringify(item)}`).join(',\n')}\n]\n`;
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) throw new Error(`${name} is not what its generator writes: npm run vectors`);
}
console.log(`${cases.length} webhooks, ${secrets.length} secrets, ${signing.length} signings`);
