/** verify.json: webhooks by the rule that each is about. */
import { webhookList } from './lists.js';
import {
  bits,
  BODY,
  forged,
  good,
  goodBase64,
  headers,
  ID,
  MALFORMED,
  MISSING,
  NO_MATCH,
  OTHER,
  SECRET,
  sign,
  TIME,
  withTrailingBits,
  without,
} from './scheme.js';

const { cases, accept, refuse } = webhookList();
export { cases as webhooks };

// Known good values, from the specification's own libraries and from OpenAI's.
const known = (name, body, signature, parts = {}) =>
  accept(name, 'known good values', { body, signature, ...parts });
known('a JSON body', BODY, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
known('an empty body', '', 'v1,v48jdbgvh29KJz2Qc+ghw8G6vG3nAKnujWBg8oM/62A=');
known(
  '262,144 bytes',
  { repeat: 'a', times: 262144 },
  'v1,Mw4Pe2WgApuT7NSqnSq0PQPV9gbLdggCl9B865x5Xh0=',
);
known(
  '262,143 bytes',
  { repeat: 'a', times: 262143 },
  'v1,NTItnqyWMoFhk2Bbe5V/BMdcFRWgcSQaTgqLHX7FC7c=',
);
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
const withValue = (pairs, name, value) =>
  pairs.map(([key, old]) => [key, key === name ? value : old]);
accept('the svix names', SET, { headers: svix });
accept('names in mixed case', SET, {
  headers: webhook.map(([name, value]) => [name.replace('webhook', 'WebHook'), value]),
});
accept('other headers beside them', SET, {
  headers: [
    ['content-type', 'application/json'],
    ...webhook,
    ['webhook', 'x'],
    ['webhook-ids', 'x'],
  ],
});
accept('the webhook set wins over a svix set that is wrong', SET, {
  headers: [...webhook, ...headers(junk, 'svix')],
});
refuse('a webhook set that is wrong is not replaced by a svix set that is right', SET, MALFORMED, {
  headers: [...headers(junk), ...svix],
});
for (const [name] of webhook) {
  accept(`the svix set when ${name} is absent`, SET, {
    headers: [...without(headers(junk), name), ...svix],
  });
  accept(`the svix set when ${name} is empty`, SET, {
    headers: [...withValue(headers(junk), name, ''), ...svix],
  });
  refuse(`${name} absent`, SET, MISSING, { headers: without(webhook, name) });
  refuse(`${name} empty`, SET, MISSING, { headers: withValue(webhook, name, '') });
  refuse(`${name} absent and only its svix form there: sets never mix`, SET, MISSING, {
    headers: [
      ...without(webhook, name),
      ...svix.filter(([key]) => key === name.replace('webhook', 'svix')),
    ],
  });
}
// The signature is a list, and may be given several times; the others may not.
for (const [name] of webhook.slice(0, 2)) {
  refuse(`${name} twice, in two cases`, SET, MALFORMED, {
    headers: [...webhook, [name.toUpperCase(), 'x']],
  });
  refuse(`${name} twice with one value`, SET, MALFORMED, {
    headers: [...webhook, [name.toUpperCase(), webhook.find(([key]) => key === name)[1]]],
  });
  refuse(`${name} twice, once empty`, SET, MALFORMED, {
    headers: [...webhook, [name.toUpperCase(), '']],
  });
  refuse(`${name} twice, although the svix set is whole`, SET, MALFORMED, {
    headers: [...webhook, [name.toUpperCase(), 'x'], ...svix],
  });
  refuse(`${name} twice while another is absent: a gap is told first`, SET, MISSING, {
    headers: [
      ...without(webhook, webhook.find(([other]) => other !== name)[0]),
      [name.toUpperCase(), 'x'],
    ],
  });
}
for (const [name] of svix) refuse(`${name} absent`, SET, MISSING, { headers: without(svix, name) });
refuse('no headers at all', SET, MISSING, { headers: [] });
refuse('a name with a Kelvin sign, which lower-cases to k', SET, MISSING, {
  headers: withNames(webhook, (name) => name.replace('k', '\u212a')),
});
refuse('names with a space after them', SET, MISSING, {
  headers: withNames(webhook, (name) => `${name} `),
});
refuse('names with underscores, as CGI writes them', SET, MISSING, {
  headers: withNames(webhook, (name) => name.replaceAll('-', '_')),
});
function withNames(pairs, rename) {
  return pairs.map(([name, value]) => [rename(name), value]);
}

// webhook-id.
const IDS = 'id';
accept('the shortest id', IDS, { id: 'a' });
accept('an id of 256 bytes, with the longest timestamp', IDS, {
  id: 'a'.repeat(256),
  time: '999999999999',
  now: 999999999999,
});
accept('an id of the first and the last visible character', IDS, { id: '!~' });
accept('an id with a comma and a slash', IDS, { id: 'msg,/1' });
refuse('an id of 257 bytes', IDS, MALFORMED, { id: 'a'.repeat(257) });
refuse('an id of 5,000 bytes', IDS, MALFORMED, { id: 'a'.repeat(5000) });
for (const [what, character] of [
  ['a dot', '.'],
  ['a space', ' '],
  ['a tab', '\t'],
  ['a line break', '\n'],
  ['a NUL', '\0'],
  ['the control 0x1F', '\x1f'],
  ['DEL', '\x7f'],
  ['a non-ASCII letter', 'é'],
  ['a character beyond the BMP', '😀'],
]) {
  refuse(`an id with ${what}`, IDS, MALFORMED, { id: `msg${character}1` });
}
refuse(
  'an id that moves the first dot: the signed content would mean another message',
  IDS,
  MALFORMED,
  {
    id: `${ID}.${TIME}`,
    signature: good,
  },
);

// webhook-timestamp.
const TIMES = 'timestamp';
accept('the timestamp 0', TIMES, { time: '0', now: 0 });
accept('a timestamp of 12 digits', TIMES, { time: '999999999999', now: 999999999999 });
for (const [what, time] of [
  ['of 13 digits (milliseconds)', '1614265330000'],
  ['of 20 digits', '99999999999999999999'],
  ['with a leading zero', '01614265330'],
  ['of two zeros', '00'],
  ['with a plus sign', '+1614265330'],
  ['with a minus sign', '-1614265330'],
  ['with a space before it', ' 1614265330'],
  ['with a space after it', '1614265330 '],
  ['with a line break after it', '1614265330\n'],
  ['with a fraction', '1614265330.0'],
  ['with an exponent', '1614265330e0'],
  ['in hexadecimal', '0x6037bb32'],
  ['with an underscore', '1_614_265_330'],
  ['with a letter after it, which parseInt takes', '1614265330abc'],
  ['that is NaN, which no comparison refuses', 'NaN'],
  ['that is Infinity', 'Infinity'],
  ['that is a date', '2021-02-25T15:02:10Z'],
  ['in Arabic-Indic digits', '١٦١٤٢٦٥٣٣٠'],
  ['in full-width digits', '１６１４２６５３３０'],
  ['with a NUL after it', '1614265330\0'],
  ['with the BigInt suffix', '1614265330n'],
  ['with a comma', '1614265330,1614265330'],
]) {
  refuse(`a timestamp ${what}`, TIMES, MALFORMED, { time });
}

// Freshness.
const FRESH = 'freshness';
accept('exactly as old as the tolerance', FRESH, { now: TIME + 300 });
accept('exactly as far ahead as the tolerance', FRESH, { now: TIME - 300 });
accept('the same second with a tolerance of 0', FRESH, { tolerance: 0 });
accept('ten years old with a tolerance of ten years', FRESH, {
  now: TIME + 315360000,
  tolerance: 315360000,
});
refuse('a second older than the tolerance', FRESH, 'ERR_TIMESTAMP_TOO_OLD', { now: TIME + 301 });
refuse('a second further ahead than the tolerance', FRESH, 'ERR_TIMESTAMP_TOO_NEW', {
  now: TIME - 301,
});
refuse('a second old with a tolerance of 0', FRESH, 'ERR_TIMESTAMP_TOO_OLD', {
  now: TIME + 1,
  tolerance: 0,
});
refuse('a second ahead with a tolerance of 0', FRESH, 'ERR_TIMESTAMP_TOO_NEW', {
  now: TIME - 1,
  tolerance: 0,
});
refuse('the timestamp 0 today', FRESH, 'ERR_TIMESTAMP_TOO_OLD', { time: '0' });
refuse('the year 33658', FRESH, 'ERR_TIMESTAMP_TOO_NEW', { time: '999999999999' });
refuse('stale and forged: the timestamp is looked at first', FRESH, 'ERR_TIMESTAMP_TOO_OLD', {
  now: TIME + 301,
  signature: 'v1,forged',
});

// webhook-signature: what is in the list and matches.
const LIST = 'signature list';
for (const [what, signature] of [
  ['two entries, the first one right', `${good} ${forged}`],
  ['two entries, the second one right', `${forged} ${good}`],
  ['the right entry twice', `${good} ${good}`],
  ['an entry of an unknown version before it', `v2,${goodBase64} ${good}`],
  ['a v1a entry before it', `v1a,${'A'.repeat(86)}== ${good}`],
  ['an entry without a comma before it', `${goodBase64} ${good}`],
  ['an entry that is not base64 before it', `v1,!!!! ${good}`],
  ['an entry with an empty signature before it', `v1, ${good}`],
  ['a lone comma before it', `, ${good}`],
  ['an entry with junk after its signature', `v1,${goodBase64},junk ${good}`],
  ['a non-ASCII entry before it', `v1,é ${good}`],
  ['several spaces between entries', `${forged}    ${good}`],
  ['spaces before the first and after the last', `  ${good}  `],
  ['31 other entries before it', `${'v2,x '.repeat(31)}${good}`],
  ['31 forged entries before it', `${`${forged} `.repeat(31)}${good}`],
  ['4,096 bytes', `v2,${'x'.repeat(4096 - 4 - good.length)} ${good}`],
  ['4,096 bytes, spaces for the most part', good.padStart(4096)],
  ['a comma after it', `${good},`],
  ['entries separated by a comma and a space, the first one right', `${good}, ${forged}`],
  ['entries separated by a comma and a space, the second one right', `${forged}, ${good}`],
  ['entries separated by a comma and spaces', `${forged},   ${good}`],
  ['a comma of its own between entries', `${forged} , ${good}`],
  ['a v1a entry with a comma before it', `v1a,${'A'.repeat(86)}==, ${good}`],
  ['31 other entries and their commas before it', `${'v2,x, '.repeat(31)}${good}`],
  ['commas of their own, which are no entries', `${', '.repeat(100)}${good}`],
]) {
  accept(what, LIST, { signature });
}
// As several lines in a request, which HTTP takes for one list.
const lines = (...values) => [
  ...webhook.slice(0, 2),
  ...values.map((value) => ['webhook-signature', value]),
];
for (const [what, given] of [
  ['the right entry in the first of two headers', lines(good, forged)],
  ['the right entry in the second of two headers', lines(forged, good)],
  ['the right entry in the last of 32 headers', lines(...Array(31).fill(forged), good)],
  ['the right entry in the first of 32 headers', lines(good, ...Array(31).fill('v2,x'))],
  ['a header in two cases', [...webhook, ['Webhook-Signature', 'x']]],
  ['headers with two entries each', lines(`${forged} v2,x`, `v2,x ${good}`)],
  [
    'headers with two entries each, the right one before the comma between them',
    lines(`v2,x ${good}`, `${forged} v2,x`),
  ],
  ['an empty header before it', lines('', good)],
  ['an empty header after it', lines(good, '')],
  ['many empty headers', lines(...Array(50).fill(''), good, ...Array(50).fill(''))],
  ['two headers, the last with a comma after it', lines(forged, `${good},`)],
  ['two headers of 4,096 bytes together', lines('x'.repeat(4096 - 2 - good.length), good)],
  ['two svix headers', [...svix.slice(0, 2), ['svix-signature', forged], ['Svix-Signature', good]]],
  [
    'two svix headers beside a whole webhook set',
    [...webhook, ['svix-signature', 'x'], ['svix-signature', 'y'], ...svix.slice(0, 2)],
  ],
]) {
  accept(`${what}, one list`, LIST, { headers: given });
}
for (const [what, code, given] of [
  ['two headers, none of them right', NO_MATCH, lines(forged, 'v2,x')],
  ['two headers with half an entry each', NO_MATCH, lines(good.slice(0, 20), good.slice(20))],
  [
    'two headers, the first with a comma more than the one that joins them',
    NO_MATCH,
    lines(`${good},`, forged),
  ],
  ['two empty headers: a list of nothing', NO_MATCH, lines('', '')],
  ['the right entry in the last of 33 headers', MALFORMED, lines(...Array(32).fill(forged), good)],
  ['33 entries in two headers', MALFORMED, lines(good, 'v2,x '.repeat(32).trim())],
  [
    'two headers of 4,097 bytes together',
    MALFORMED,
    lines('x'.repeat(4097 - 2 - good.length), good),
  ],
  ['so many empty headers that they are too long', MALFORMED, lines(...Array(2100).fill(''), good)],
  ['two headers while the id is absent', MISSING, lines(good, forged).slice(1)],
]) {
  refuse(`${what}, one list`, LIST, code, { headers: given });
}
for (const [what, signature] of [
  ['33 entries, the last one right', `${'v2,x '.repeat(32)}${good}`],
  ['33 entries, the first one right', `${good} ${'v2,x '.repeat(32).trim()}`],
  ['4,097 bytes', `v2,${'x'.repeat(4097 - 4 - good.length)} ${good}`],
  ['4,097 bytes, spaces for the most part', good.padStart(4097)],
  ['100,000 entries', { repeat: 'v1,x ', times: 100000 }],
]) {
  refuse(what, LIST, MALFORMED, { signature });
}

// webhook-signature: what is no match.
const flipped = (at) => bits.map((byte, index) => (index === at ? byte ^ 1 : byte));
for (const [what, signature] of [
  ['a forged signature', forged],
  ['base64 without its version', goodBase64],
  ['an unknown version', `v2,${goodBase64}`],
  ['the version in upper case', `V1,${goodBase64}`],
  ['a version with a zero', `v01,${goodBase64}`],
  ['a v1a version', `v1a,${goodBase64}`],
  ['an equals sign for the comma', `v1=${goodBase64}`],
  ['a space after the comma', `v1, ${goodBase64}`],
  ['junk after a second comma', `${good},junk`],
  ['two commas after it', `${good},,`],
  ['a comma before its version', `,${good}`],
  ['a comma and a tab after it', `${good},\t${forged}`],
  ['an empty signature', 'v1,'],
  ['only the version', 'v1'],
  ['only a comma', ','],
  ['only spaces', '   '],
  ['entries separated by a comma', `${forged},${good}`],
  ['entries separated by a tab', `${forged}\t${good}`],
  ['a line break after it', `${good}\n`],
  ['the padding left out', good.slice(0, -1)],
  ['padding too much', `${good}=`],
  ['trailing bits that are not zero', `v1,${withTrailingBits(goodBase64)}`],
  ['the URL-safe alphabet', `v1,${goodBase64.replaceAll('+', '-').replaceAll('/', '_')}`],
  ['hexadecimal', `v1,${bits.toString('hex')}`],
  [
    'the first bit wrong',
    `v1,${bits.map((byte, at) => (at === 0 ? byte ^ 128 : byte)).toString('base64')}`,
  ],
  ['the last bit wrong', `v1,${flipped(31).toString('base64')}`],
  ['a bit in the middle wrong', `v1,${flipped(16).toString('base64')}`],
  [
    'a signature of 31 bytes, a prefix of the right one',
    `v1,${bits.subarray(0, 31).toString('base64')}`,
  ],
  [
    'a signature of 16 bytes, a prefix of the right one',
    `v1,${bits.subarray(0, 16).toString('base64')}`,
  ],
  [
    'a signature of 33 bytes, the right one and one more',
    `v1,${Buffer.concat([bits, Buffer.of(0)]).toString('base64')}`,
  ],
  ['32 zero bytes', `v1,${Buffer.alloc(32).toString('base64')}`],
  ['quotes around it', `"${good}"`],
]) {
  refuse(what, LIST, NO_MATCH, { signature });
}

// What was signed.
const CONTENT = 'signed content';
for (const [what, body] of [
  ['a body of bytes that are not UTF-8', { hex: '7b2261223a22ff22fe7d' }],
  ['a body with a NUL', { hex: '00' }],
  ['a body of emoji', '{"ok":"👍"}'],
  ['a body that starts with a byte order mark', '\ufeff{}'],
  ['a body with CRLF', '{\r\n}\r\n'],
  ['a body with dots', '1.2.3'],
  ['a body of 64 KiB', { repeat: 'x', times: 65536 }],
  ['a body of 1 MiB and a byte', { repeat: 'x', times: 1048577 }],
  ['a body of 4-byte characters', { repeat: '😀', times: 50000 }],
  ['a body of 3-byte characters', { repeat: '€', times: 50001 }],
]) {
  accept(what, CONTENT, { body });
}
refuse('another body', CONTENT, NO_MATCH, { body: '{"test": 2432232315}', signature: good });
refuse('a line break added to the body', CONTENT, NO_MATCH, { body: `${BODY}\n`, signature: good });
refuse('the body re-serialised', CONTENT, NO_MATCH, {
  body: JSON.stringify(JSON.parse(BODY)),
  signature: good,
});
refuse('the body lost', CONTENT, NO_MATCH, { body: '', signature: good });
refuse('a byte that is not UTF-8 replaced by U+FFFD', CONTENT, NO_MATCH, {
  body: '\ufffd',
  signature: sign({ body: { hex: 'ff' } }),
});
refuse('another id', CONTENT, NO_MATCH, { id: `${ID}x`, signature: good });
refuse('another timestamp', CONTENT, NO_MATCH, { time: TIME + 1, signature: good });
refuse('the id and the timestamp exchanged', CONTENT, NO_MATCH, {
  id: String(TIME),
  signature: good,
});

// Several secrets.
const ROTATION = 'rotation';
accept('the first of two secrets', ROTATION, { secrets: [SECRET, OTHER] });
accept('the second of two secrets', ROTATION, { secrets: [OTHER, SECRET] }, { secretIndex: 1 });
accept(
  'the last of 16 secrets',
  ROTATION,
  { secrets: [...Array(15).fill(OTHER), SECRET] },
  { secretIndex: 15 },
);
accept('a list signed with both, the first secret', ROTATION, {
  secrets: [SECRET, OTHER],
  signature: `${forged} ${good}`,
});
accept('the same secret twice', ROTATION, { secrets: [SECRET, SECRET] });
refuse('another secret', ROTATION, NO_MATCH, { secrets: [OTHER], signature: good });
refuse('two other secrets', ROTATION, NO_MATCH, {
  secrets: [OTHER, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx'],
  signature: good,
});
