/**
 * explain.json: what explainWebhook finds. `first` is its first hint; the checks that fail are
 * named.
 */
import { createHmac } from 'node:crypto';
import { KIND, PAIR, PAIR2, rawV1a, signedV1a, v1a } from './ed25519.js';
import {
  base64,
  bits,
  BODY,
  forged,
  good,
  goodBase64,
  headers,
  ID,
  keyOf,
  MALFORMED,
  MISSING,
  NO_MATCH,
  OTHER,
  SECRET,
  sign,
  TIME,
  without,
} from './scheme.js';

const webhook = headers({ signature: good });
const svix = headers({ signature: good }, 'svix');
export const explained = [];
const explains = (name, first, parts = {}) => {
  const {
    id = ID,
    time = TIME,
    sent = BODY,
    body = sent,
    secrets: all = [SECRET],
    now = TIME,
    tolerance = 300,
  } = parts;
  const { signature = sign({ id, time, body: sent, key: parts.key }) } = parts;
  const {
    headers: pairs = headers({ id, time, signature }),
    code = NO_MATCH,
    fails = ['signature'],
  } = parts;
  explained.push({
    name,
    secrets: all,
    headers: pairs,
    body,
    now,
    tolerance,
    code,
    fails,
    first,
    only: parts.only,
  });
};
explains('nothing, of a good webhook', null, { code: null, fails: [] });
explains('nothing, of a good webhook with svix headers', null, {
  code: null,
  fails: [],
  headers: headers({ signature: good }, 'svix'),
});
// What the search may cost does not bound the verification itself.
const manyMegabytes = { repeat: 'x', times: 4500000 };
explains('nothing, of a long body that the last of 16 secrets fits', null, {
  code: null,
  fails: [],
  sent: manyMegabytes,
  secrets: [...Array(15).fill(OTHER), SECRET],
});
explains('nothing, of a long body that the last of 32 v1a signatures fits', null, {
  code: null,
  fails: [],
  secrets: [PAIR.publicKey],
  sent: { repeat: 'x', times: 2200000 },
  signature: [
    ...Array(31).fill(v1a({ body: BODY })),
    v1a({ body: { repeat: 'x', times: 2200000 } }),
  ].join(' '),
});
const event = {
  type: 'job.completed',
  at: 1e21,
  data: { job_id: 'é😀', url: 'https://example.com/<a>?b&c', list: [1, 2.5, [], {}], empty: '' },
};
const compact = JSON.stringify(event);
const indented = (indent) => JSON.stringify(event, null, indent);
// As Python, PHP and Go write it; their white space first.
const python =
  '{"type": "job.completed", "at": 1e+21, "data": {"job_id": "é😀", "url": "https://example.com/<a>?b&c", "list": [1, 2.5, [], {}], "empty": ""}}';
const ascii = (text) =>
  text.replace(/[^\0-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const htmlSafe = (text) =>
  text.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
for (const [what, sent] of [
  ["the contract's own body", BODY],
  ['two spaces', indented(2)],
  ['four spaces', indented(4)],
  ['tabs', indented('\t')],
  ["Python's spaces", python],
  ["Python's escapes", ascii(python)],
  ["PHP's escapes", ascii(compact).replaceAll('/', '\\/')],
  ["Go's escapes", htmlSafe(compact)],
  ['two spaces and a line break at the end', `${indented(2)}\n`],
]) {
  explains(`a body with ${what}, printed again`, 'BODY_RESERIALISED', {
    sent,
    body: JSON.stringify(JSON.parse(sent)),
  });
}
const upperCase = (text) =>
  text.replace(/\\u[0-9a-f]{4}/g, (escape) => `\\u${escape.slice(2).toUpperCase()}`);
for (const [what, sent, body] of [
  ['escapes in upper case, printed again', upperCase(ascii(python)), compact],
  ['no escapes, printed with them', compact, ascii(python)],
  ['no escapes, printed with escaped slashes', compact, ascii(compact).replaceAll('/', '\\/')],
  ['escapes in upper case, printed in lower case', upperCase(ascii(compact)), ascii(compact)],
  ['escapes in lower case, printed in upper case', ascii(compact), upperCase(ascii(compact))],
]) {
  explains(`a body with ${what}`, 'BODY_RESERIALISED', { sent, body });
}
explains('a compact body, indented', 'BODY_RESERIALISED', { sent: compact, body: indented(2) });
explains('a body that was parsed and became text', 'BODY_PARSED', {
  body: '[object Object]',
  sent: compact,
});
for (const [what, sent, body] of [
  ['lost its line break', 'plain text\n', 'plain text'],
  ['lost the line break after its JSON', `${compact}\n`, compact],
  ['lost its CRLF', 'plain text\r\n', 'plain text'],
  ['got a line break', BODY, `${BODY}\n`],
  ['got a CRLF', BODY, `${BODY}\r\n`],
  ['got white space', BODY, `${BODY} \n\n`],
  ['lost one of two line breaks', 'x\n\n', 'x\n'],
]) {
  explains(`a body that ${what}`, 'BODY_NEWLINE', { sent, body });
}
explains('CRLF that became LF', 'BODY_LINE_ENDINGS', {
  sent: '{\r\n"a": [\r\n1,2]}\r\n',
  body: '{\n"a": [\n1,2]}\n',
});
explains('LF that became CRLF', 'BODY_LINE_ENDINGS', { sent: 'a\nb\n', body: 'a\r\nb\r\n' });
explains('CRLF that became LF, and lost the last one', 'BODY_LINE_ENDINGS', {
  sent: 'a\r\nb\r\n',
  body: 'a\nb',
});
explains('LF that became CRLF, and lost the last one', 'BODY_LINE_ENDINGS', {
  sent: 'a\nb\n',
  body: 'a\r\nb',
});
explains('a byte order mark that was lost', 'BODY_BOM', { sent: '\ufeff{}', body: '{}' });
explains('a byte order mark that was added', 'BODY_BOM', { sent: '{}', body: '\ufeff{}' });
explains('bytes that became U+FFFD', 'BODY_REPLACEMENT', {
  sent: { hex: '7b2261223a22ff22fe7d' },
  body: '{"a":"\ufffd"\ufffd}',
});
explains('UTF-8 that was decoded as Latin-1', 'BODY_CHARSET', {
  sent: compact,
  body: Buffer.from(compact).toString('latin1'),
});
explains('a body that is still base64', 'BODY_BASE64', {
  sent: compact,
  body: Buffer.from(compact).toString('base64'),
});
explains('a body that is quoted', 'BODY_QUOTED', {
  sent: `${BODY}\n`,
  body: JSON.stringify(`${BODY}\n`),
});
explains('a body that was read before', 'BODY_EMPTY', { sent: BODY, body: '' });
explains('another body', 'BODY_CHANGED', { sent: BODY, body: '{"test": 2432232315}' });
explains('a body of a million brackets', 'BODY_CHANGED', {
  sent: BODY,
  body: { repeat: '[', times: 1000000 },
});
explains('a body of more than 1 MiB that was changed', 'BODY_CHANGED', {
  sent: { repeat: 'x', times: 1048577 },
  body: { repeat: 'x', times: 1048578 },
});
explains('an unlawful webhook signed over an unlawful id', 'HEADERS_MALFORMED', {
  id: 'a b',
  code: MALFORMED,
  fails: ['headers'],
});

// Secrets.
const text = SECRET.slice('whsec_'.length);
explains("the secret's text as the key", 'SECRET_AS_TEXT', { key: Buffer.from(SECRET) });
explains('the text after the prefix as the key', 'SECRET_AS_TEXT', { key: Buffer.from(text) });
explains('the text after the version as the key', 'SECRET_AS_TEXT', {
  key: Buffer.from(SECRET),
  secrets: [`v1,${SECRET}`],
});
explains('the text after version and prefix as the key', 'SECRET_AS_TEXT', {
  key: Buffer.from(text),
  secrets: [`v1,${SECRET}`],
});
explains('a secret with a version whose prefix was decoded', 'SECRET_PREFIX_DECODED', {
  key: Buffer.from(SECRET, 'base64'),
  secrets: [`v1,${SECRET}`],
});
explains('a secret whose prefix was decoded, by the sender', 'SECRET_PREFIX_DECODED', {
  key: Buffer.from(SECRET, 'base64'),
});
const raw = (bytes) => ({ hex: Buffer.from(bytes).toString('hex') });
explains('a secret whose prefix was decoded, by the receiver', 'SECRET_PREFIX_DECODED', {
  secrets: [raw(Buffer.from(SECRET, 'base64'))],
});
explains("a secret's text as bytes", 'SECRET_BYTES_OF_TEXT', { secrets: [raw(SECRET)] });
explains("a secret's base64 as bytes", 'SECRET_BYTES_OF_TEXT', { secrets: [raw(text)] });
explains(
  "a secret's text as bytes that the sender used, and a body that got a line break",
  'BODY_NEWLINE',
  {
    key: Buffer.from(SECRET),
    secrets: [raw(SECRET)],
    body: `${BODY}\n`,
  },
);
explains('another secret as bytes', 'SECRET_BYTES_OF_TEXT', { secrets: [raw(OTHER)] });
for (const [name, text] of [
  ['a public key', PAIR.publicKey],
  ['a private key', PAIR.privateKey],
  ['a public key with its version', `v1a,${PAIR.publicKey}`],
]) {
  explains(`${name}'s text as bytes`, 'SECRET_BYTES_OF_TEXT', {
    secrets: [raw(text)],
    code: KIND,
    fails: ['secret', 'signature'],
  });
}
// Whoever knows it could have made it, so no hint says to verify so.
explains("a public key's text that was the key", 'SIGNATURE_IS_V1', {
  secrets: [PAIR.publicKey],
  key: Buffer.from(PAIR.publicKey),
});
explains('a secret in hexadecimal', 'SECRET_HEX', {
  key: Buffer.alloc(24, 7),
  secrets: ['07'.repeat(24)],
});
const SECRET_FAILS = { code: 'ERR_SECRET_FORMAT', fails: ['secret', 'signature'] };
for (const [what, secret] of [
  ['a line break', `${SECRET}\n`],
  ['spaces', ` ${SECRET} `],
  ['quotes', `"${SECRET}"`],
  ['single quotes', `'${SECRET}'`],
]) {
  explains(`${what} around the secret`, 'SECRET_SURROUNDED', {
    secrets: [secret],
    ...SECRET_FAILS,
  });
}
explains('quotes around another secret', 'SECRET_SURROUNDED', {
  secrets: [`"${OTHER}"`],
  ...SECRET_FAILS,
});
explains('two secrets in one text', 'SECRET_LIST', {
  secrets: [`${OTHER},${SECRET}`],
  ...SECRET_FAILS,
});
explains('two secrets in two lines', 'SECRET_LIST', {
  secrets: [`v1,${SECRET}\nv1,${OTHER}\n`],
  ...SECRET_FAILS,
});
explains('a wrong secret beside the right one', 'SECRET_ANOTHER_MATCHES', {
  secrets: [SECRET, 'whsec_'],
  code: 'ERR_SECRET_MISSING',
  fails: ['secret'],
});
explains('no secret', 'SECRET_MISSING', {
  secrets: [],
  code: 'ERR_SECRET_MISSING',
  fails: ['secret', 'signature'],
});
explains('an empty secret', 'SECRET_MISSING', {
  secrets: [''],
  code: 'ERR_SECRET_MISSING',
  fails: ['secret', 'signature'],
});
explains("the seed's placeholder", 'SECRET_UNUSABLE', {
  secrets: ['whsec_your_secret_here'],
  code: 'ERR_SECRET_LENGTH',
  fails: ['secret', 'signature'],
});
explains('a placeholder that the sender used as text', 'SECRET_AS_TEXT', {
  secrets: ['whsec_your_secret_here'],
  key: Buffer.from('whsec_your_secret_here'),
  code: 'ERR_SECRET_LENGTH',
  fails: ['secret', 'signature'],
});
explains('an API key', 'SECRET_UNUSABLE', { secrets: ['sk_live_!'], ...SECRET_FAILS });
explains('a private key', 'SECRET_PRIVATE_KEY', {
  secrets: [PAIR.privateKey],
  code: KIND,
  fails: ['secret', 'signature'],
});
explains('17 secrets, one of which matches', 'SECRET_TOO_MANY', {
  secrets: [SECRET, ...Array(16).fill(OTHER)],
  code: 'ERR_SECRET_LENGTH',
  fails: ['secret'],
});
explains('17 secrets', 'SECRET_TOO_MANY', {
  secrets: Array(17).fill(OTHER),
  code: 'ERR_SECRET_LENGTH',
  fails: ['secret', 'signature'],
});
explains('17 secrets, the last of which is none', 'SECRET_TOO_MANY', {
  secrets: [...Array(16).fill(OTHER), 'no secret'],
  code: 'ERR_SECRET_LENGTH',
  fails: ['secret', 'signature'],
});
explains('another secret', 'BODY_CHANGED', { secrets: [OTHER] });
explains('16 other secrets and a body that was printed again', 'BODY_RESERIALISED', {
  secrets: [...Array(15).fill(OTHER), SECRET],
  body: JSON.stringify(JSON.parse(BODY)),
});

// Headers.
const HEADERS_FAIL = { code: MISSING, fails: ['headers', 'timestamp', 'signature'] };
explains('no headers', 'HEADERS_MISSING', { headers: [], ...HEADERS_FAIL });
explains('no signature header', 'HEADERS_MISSING', {
  headers: without(webhook, 'webhook-signature'),
  code: MISSING,
  fails: ['headers', 'signature'],
});
explains('names of both sets', 'HEADERS_MIXED', {
  headers: [...without(webhook, 'webhook-id'), ['svix-id', ID]],
  code: MISSING,
  fails: ['headers', 'signature'],
});
explains('the other set of headers', 'HEADERS_OTHER_SET', {
  headers: [...headers({ id: 'other', signature: forged }), ...svix],
});
explains('an id given twice', 'HEADERS_MALFORMED', {
  headers: [...webhook, ['WEBHOOK-ID', ID]],
  code: MALFORMED,
  fails: ['headers', 'signature'],
});
explains('33 signatures', 'HEADERS_MALFORMED', {
  signature: 'v1,x '.repeat(33),
  code: MALFORMED,
  fails: ['headers', 'signature'],
});
explains('the timestamp in milliseconds, signed', 'TIMESTAMP_MILLISECONDS', {
  time: `${TIME}123`,
  code: MALFORMED,
  fails: ['timestamp'],
});
explains('the timestamp in milliseconds, signed in seconds', 'TIMESTAMP_MILLISECONDS', {
  time: `${TIME}123`,
  signature: good,
  code: MALFORMED,
  fails: ['timestamp', 'signature'],
});
explains('the timestamp in microseconds', 'TIMESTAMP_MILLISECONDS', {
  time: `${TIME}123456`,
  signature: good,
  code: MALFORMED,
  fails: ['timestamp', 'signature'],
});
explains('a timestamp with a sign', 'HEADERS_MALFORMED', {
  time: `+${TIME}`,
  code: MALFORMED,
  fails: ['timestamp'],
});
explains('now in milliseconds', 'NOW_MILLISECONDS', {
  now: TIME * 1000,
  code: 'ERR_TIMESTAMP_TOO_OLD',
  fails: ['timestamp'],
});
explains('a stale webhook', 'TIMESTAMP_CLOCK', {
  now: TIME + 301,
  code: 'ERR_TIMESTAMP_TOO_OLD',
  fails: ['timestamp'],
});
explains('a webhook from the future', 'TIMESTAMP_CLOCK', {
  now: TIME - 301,
  code: 'ERR_TIMESTAMP_TOO_NEW',
  fails: ['timestamp'],
});
explains('a stale webhook whose body was printed again', 'BODY_RESERIALISED', {
  body: JSON.stringify(JSON.parse(BODY)),
  now: TIME + 301,
  code: 'ERR_TIMESTAMP_TOO_OLD',
  fails: ['timestamp', 'signature'],
});

// Signatures.
const hexBits = bits.toString('hex');
for (const signature of [
  `v1,${hexBits}`,
  hexBits,
  `sha256=${hexBits}`,
  `v1,${hexBits.toUpperCase()}`,
]) {
  explains(`a signature such as ${signature.slice(0, 9)}…`, 'SIGNATURE_HEX', { signature });
}
explains('a forged hexadecimal signature', 'SIGNATURE_HEX', { signature: `v1,${'ab'.repeat(32)}` });
explains('a URL-safe signature', 'SIGNATURE_ENCODING', {
  signature: `v1,${bits.toString('base64url')}`,
});
explains('a signature that is not padded', 'SIGNATURE_ENCODING', { signature: good.slice(0, -1) });
for (const [what, signature] of [
  ['is garbage', 'v1,garbage'],
  ['is cut off', good.slice(0, 30)],
  ['is empty', 'v1,'],
  ['of v1a is garbage', 'v1a,garbage'],
  ['of v1a has the length of v1', `v1a,${goodBase64}`],
]) {
  explains(`a signature that ${what}`, 'SIGNATURE_ENCODING', {
    signature,
    only: ['SIGNATURE_ENCODING'],
  });
}
explains('v1a: a hexadecimal signature', 'SIGNATURE_HEX', {
  secrets: [PAIR.publicKey],
  signature: `v1a,${rawV1a({}).toString('hex')}`,
  only: ['SIGNATURE_HEX'],
});
explains('v1a: a URL-safe signature', 'SIGNATURE_ENCODING', {
  secrets: [PAIR.publicKey],
  signature: `v1a,${rawV1a({}).toString('base64url')}`,
  only: ['SIGNATURE_ENCODING'],
});
explains('v1a: a URL-safe signature without a version, beside one of v1', 'SIGNATURE_VERSION', {
  secrets: [PAIR.publicKey],
  signature: `${forged} ${rawV1a({}).toString('base64url')}`,
});
explains('a signature without a version', 'SIGNATURE_VERSION', { signature: goodBase64 });
explains('a signature of another version', 'SIGNATURE_VERSION', { signature: `v2,${goodBase64}` });
explains('a list of unknown versions', 'SIGNATURE_VERSION', { signature: 'v2,x v3,y' });
explains('a v1a signature and an HMAC key', 'SIGNATURE_IS_V1A', { signature: signedV1a });
explains('a v1 signature and a public key', 'SIGNATURE_IS_V1', { secrets: [PAIR.publicKey] });
const hmac = (content) =>
  `v1,${base64(createHmac('sha256', keyOf(SECRET)).update(content).digest())}`;
explains('a signature of the body alone', 'OTHER_SCHEME', { signature: hmac(BODY) });
explains('a signature of timestamp and body', 'OTHER_SCHEME', {
  signature: hmac(`${TIME}.${BODY}`),
});
explains('v1a: a body that was printed again', 'BODY_RESERIALISED', {
  secrets: [PAIR.publicKey],
  signature: signedV1a,
  body: JSON.stringify(JSON.parse(BODY)),
});
explains('v1a: another key', 'BODY_CHANGED', { secrets: [PAIR2.publicKey], signature: signedV1a });
// tests/explain/followed.js makes many of each kind, and follows what is said.
const unusable = { code: 'ERR_SECRET_FORMAT', fails: ['secret', 'signature'] };
const bare = SECRET.slice('whsec_'.length);
for (const [what, first, secret, parts] of [
  [
    'two secrets with their versions, separated by a bar',
    'SECRET_LIST',
    `v1,${OTHER}|v1,${SECRET}`,
  ],
  [
    'two secrets with their versions, separated by a comma',
    'SECRET_LIST',
    `v1,${SECRET},v1,${OTHER}`,
  ],
  ['a no-break space behind the secret', 'SECRET_INVISIBLE', `${SECRET}\u00a0`],
  [
    'a zero-width space within the secret',
    'SECRET_INVISIBLE',
    `${SECRET.slice(0, 12)}\u200b${SECRET.slice(12)}`,
  ],
  ['a whole line of a shell', 'SECRET_NAMED', `export WEBHOOK_SECRET="${SECRET}"`],
  ['another prefix', 'SECRET_PREFIX', `WHSEC_${bare}`],
  ['the prefix twice', 'SECRET_PREFIX', `whsec_${SECRET}`],
  ['escapes of a URL', 'SECRET_URL_ENCODED', SECRET.replace('9', '%39')],
  [
    'a text with a dash as the key',
    'SECRET_AS_TEXT',
    'my-shared-secret-2024',
    { key: Buffer.from('my-shared-secret-2024') },
  ],
]) {
  explains(what, first, { secrets: [secret], ...unusable, ...parts });
}
explains('base64 of the whole secret', 'SECRET_BASE64', {
  secrets: [Buffer.from(SECRET).toString('base64')],
});
explains('hexadecimal behind the prefix', 'SECRET_HEX', {
  secrets: [`whsec_${keyOf(SECRET).toString('hex').toUpperCase()}`],
});
explains('base64 that is not canonical', 'SECRET_BASE64_CARELESS', {
  secrets: [`${SECRET}x`],
  key: Buffer.from(`${bare}x`, 'base64'),
  ...unusable,
});
const eighteen = Buffer.alloc(18, 'short');
explains('a key of 18 bytes', 'SECRET_SHORT', {
  secrets: [`whsec_${eighteen.toString('base64')}`],
  key: eighteen,
  code: 'ERR_SECRET_LENGTH',
  fails: ['secret', 'signature'],
});
explains('JSON of a Buffer', 'BODY_BYTES_AS_JSON', { body: JSON.stringify(Buffer.from(BODY)) });
explains('JSON of a Uint8Array', 'BODY_BYTES_AS_JSON', {
  body: JSON.stringify(new Uint8Array(Buffer.from(BODY))),
});
explains('a body in hexadecimal', 'BODY_HEX', { body: Buffer.from(BODY).toString('hex') });
const missing = { code: MISSING, fails: ['headers', 'timestamp', 'signature'] };
const underNames = (rename) => webhook.map(([name, value]) => [rename(name), value]);
for (const [what, rename] of [
  ['an underscore', (name) => name.replace('-', '_')],
  ['HTTP_ before them', (name) => `HTTP_${name.replace('-', '_').toUpperCase()}`],
  ['x-original- before them', (name) => `x-original-${name}`],
  ['a capital letter', (name) => name.replace(/-(.)/, (_, letter) => letter.toUpperCase())],
]) {
  explains(`headers whose names have ${what}`, 'HEADERS_RENAMED', {
    headers: underNames(rename),
    ...missing,
  });
}
for (const name of [
  'X-Hub-Signature-256',
  'stripe-signature',
  'x-slack-signature',
  'signature-input',
  'acme-signature',
]) {
  explains(`the header ${name} alone`, 'OTHER_SCHEME', { headers: [[name, 'x']], ...missing });
}
explains('a JSON Web Token as the signature', 'OTHER_SCHEME', {
  signature: 'eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl',
});
explains('a signature of v3, in hexadecimal', 'OTHER_SCHEME', {
  signature: `v3,${'0f'.repeat(32)}`,
});
const malformed = (headersFail) => ({ code: MALFORMED, fails: [headersFail] });
explains('a fraction that is signed', 'TIMESTAMP_FRACTION', {
  time: `${TIME}.250`,
  ...malformed('timestamp'),
});
explains('a date that is signed', 'TIMESTAMP_DATE', {
  time: '2021-02-25T15:02:10Z',
  ...malformed('timestamp'),
});
explains('an id of 300 characters that is signed', 'HEADERS_MALFORMED', {
  id: 'x'.repeat(300),
  ...malformed('headers'),
});
explains('a fraction of two digits whose whole seconds are signed', 'TIMESTAMP_SECONDS_SIGNED', {
  headers: headers({ time: `${TIME}.25`, signature: good }),
  ...malformed('timestamp'),
  fails: ['timestamp', 'signature'],
});
explains('a fraction behind a comma that was rounded up', 'TIMESTAMP_SECONDS_SIGNED', {
  headers: headers({ time: `${TIME - 1},75`, signature: good }),
  ...malformed('timestamp'),
  fails: ['timestamp', 'signature'],
});
explains('a fraction whose whole seconds are signed', 'TIMESTAMP_SECONDS_SIGNED', {
  headers: headers({ time: `${TIME}.250`, signature: good }),
  ...malformed('timestamp'),
  fails: ['timestamp', 'signature'],
});
