/**
 * Webhooks to try the page with: right ones, and one for each usual cause, each made as it goes
 * wrong in real receivers.
 */
import { generateKeyPair, generateSecret, type HintCode, signWebhook } from 'hookproof/full';
import type { Clock } from './clock.js';
import type { Pair } from '../../pkg/src/request-text/pair.js';
import { fromUtf8, utf8 } from './text.js';

export interface Example {
  group: 'Right' | 'Body' | 'Secret' | 'Headers' | 'Time' | 'Signature';
  label: string;
  /** The hint that it is there for; none for one that is right. */
  hint?: HintCode;
  make: () => Promise<Filled> | Filled;
}

export interface Filled {
  body: Uint8Array;
  headers: Pair[];
  secrets: string[];
  clock?: Clock;
}

const id = 'msg_2bTh1sIsAnExample';
const event = { type: 'job.completed', data: { job_id: 'j_41', title: 'Café' } };
const text = JSON.stringify(event, null, 2);

export const examples: Example[] = [
  { group: 'Right', label: 'A webhook that verifies', make: () => changed({}) },
  { group: 'Right', label: 'During a rotation: two signatures', make: rotation },
  {
    group: 'Right',
    label: 'Signed with ed25519 (v1a)',
    make: () => ed25519(({ publicKey }) => publicKey),
  },
  {
    group: 'Body',
    label: 'Parsed and printed again',
    hint: 'BODY_RESERIALISED',
    make: () => changed({ body: JSON.stringify(event) }),
  },
  {
    group: 'Body',
    label: 'The parsed object as text',
    hint: 'BODY_PARSED',
    make: () => changed({ body: String(event) }),
  },
  {
    group: 'Body',
    label: 'Already read by something else',
    hint: 'BODY_EMPTY',
    make: () => changed({ body: '' }),
  },
  {
    group: 'Body',
    label: 'Lost its last line break',
    hint: 'BODY_NEWLINE',
    make: () => changed({ body: text }, `${text}\n`),
  },
  {
    group: 'Body',
    label: 'CRLF became LF',
    hint: 'BODY_LINE_ENDINGS',
    make: () => changed({ body: text }, text.replaceAll('\n', '\r\n')),
  },
  {
    group: 'Body',
    label: 'Lost its byte order mark',
    hint: 'BODY_BOM',
    make: () => changed({ body: text }, `\ufeff${text}`),
  },
  {
    group: 'Body',
    label: 'Bytes decoded that are not UTF-8',
    hint: 'BODY_REPLACEMENT',
    make: replaced,
  },
  {
    group: 'Body',
    label: 'Decoded as Latin-1',
    hint: 'BODY_CHARSET',
    make: () => changed({ body: latin1(utf8(text)) }),
  },
  {
    group: 'Body',
    label: 'Still base64, as AWS Lambda gives it',
    hint: 'BODY_BASE64',
    make: () => changed({ body: btoa(latin1(utf8(text))) }),
  },
  {
    group: 'Body',
    label: 'JSON.stringify of the raw text',
    hint: 'BODY_QUOTED',
    make: () => changed({ body: JSON.stringify(text) }),
  },
  {
    group: 'Secret',
    label: 'Another endpoint’s secret',
    hint: 'SECRET_OTHER',
    make: () => changed({ secrets: [generateSecret()] }),
  },
  {
    group: 'Secret',
    label: 'A placeholder',
    hint: 'SECRET_UNUSABLE',
    make: () => changed({ secrets: ['whsec_your_secret_here'] }),
  },
  {
    group: 'Secret',
    label: 'An environment variable that is not set',
    hint: 'SECRET_MISSING',
    make: () => changed({ secrets: [''] }),
  },
  {
    group: 'Secret',
    label: 'In quotes',
    hint: 'SECRET_SURROUNDED',
    make: () => changing((secret) => ({ secrets: [`"${secret}"`] })),
  },
  {
    group: 'Secret',
    label: 'Two in one string',
    hint: 'SECRET_LIST',
    make: () => changing((secret) => ({ secrets: [`${secret},${generateSecret()}`] })),
  },
  {
    group: 'Secret',
    label: 'Used as text by the sender',
    hint: 'SECRET_AS_TEXT',
    make: () => signedBy((secret) => utf8(secret)),
  },
  {
    group: 'Secret',
    label: 'Prefix decoded too, by the sender',
    hint: 'SECRET_PREFIX_DECODED',
    make: () => signedBy(withPrefixDecoded),
  },
  {
    group: 'Secret',
    label: 'The private key of the sender',
    hint: 'SECRET_PRIVATE_KEY',
    make: () => ed25519(({ privateKey }) => privateKey),
  },
  {
    group: 'Headers',
    label: 'Not passed on by a proxy',
    hint: 'HEADERS_MISSING',
    make: () => withHeaders((headers) => headers.slice(0, 2)),
  },
  {
    group: 'Headers',
    label: 'Given twice',
    hint: 'HEADERS_MALFORMED',
    make: () => withHeaders((headers) => [...headers, ...headers.slice(0, 1)]),
  },
  {
    group: 'Headers',
    label: 'Half webhook-, half svix-',
    hint: 'HEADERS_MIXED',
    make: () => withHeaders(([first, ...others]) => [...svix(first ? [first] : []), ...others]),
  },
  {
    group: 'Headers',
    label: 'Two sets, and the first is wrong',
    hint: 'HEADERS_OTHER_SET',
    make: bothSets,
  },
  {
    group: 'Time',
    label: 'Ten minutes late',
    hint: 'TIMESTAMP_CLOCK',
    make: () => changed({ clock: { kind: 'after', seconds: 600 } }),
  },
  {
    group: 'Time',
    label: 'In milliseconds',
    hint: 'TIMESTAMP_MILLISECONDS',
    make: () => byHand({ time: Date.now() }),
  },
  {
    group: 'Signature',
    label: 'Hexadecimal',
    hint: 'SIGNATURE_HEX',
    make: () => byHand({ write: hexadecimal }),
  },
  {
    group: 'Signature',
    label: 'URL-safe base64',
    hint: 'SIGNATURE_ENCODING',
    make: () => byHand({ write: urlSafe }),
  },
  {
    group: 'Signature',
    label: 'Without its v1,',
    hint: 'SIGNATURE_VERSION',
    make: () => byHand({ version: '' }),
  },
  {
    group: 'Signature',
    label: 'Only v1a, and a whsec_ secret',
    hint: 'SIGNATURE_IS_V1A',
    make: () => ed25519(() => generateSecret()),
  },
  {
    group: 'Signature',
    label: 'Only v1, and a whpk_ key',
    hint: 'SIGNATURE_IS_V1',
    make: () => changed({ secrets: [generateKeyPair().publicKey] }),
  },
  {
    group: 'Signature',
    label: 'Of the body alone: another scheme',
    hint: 'OTHER_SCHEME',
    make: () => byHand({ signed: (_, body) => body }),
  },
];

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

interface Change {
  body?: string;
  secrets?: string[];
  clock?: Clock;
}

/** What was sent is right; what the receiver makes of it is not. */
const changed = (change: Change, sent: string | Uint8Array = text): Filled =>
  changing(() => change, sent);

function changing(change: (secret: string) => Change, sent: string | Uint8Array = text): Filled {
  const secret = generateSecret();
  const { body, ...others } = change(secret);
  const received = body ?? sent;
  return {
    body: typeof received === 'string' ? utf8(received) : received,
    headers: Object.entries(signWebhook(sent, secret, { id })),
    secrets: [secret],
    ...others,
  };
}

function withHeaders(change: (headers: Pair[]) => Pair[]): Filled {
  const right = changed({});
  return { ...right, headers: change(right.headers) };
}

const svix = (headers: Pair[]): Pair[] =>
  headers.map(([name, value]) => [name.replace('webhook', 'svix'), value]);

function bothSets(): Filled {
  return withHeaders((headers) => [
    ...Object.entries(signWebhook('{}', generateSecret(), { id })),
    ...svix(headers),
  ]);
}

function rotation(): Filled {
  const secrets = [generateSecret(), generateSecret()];
  return {
    body: utf8(text),
    headers: Object.entries(signWebhook(text, secrets, { id })),
    secrets: secrets.slice(1),
  };
}

function ed25519(choose: (pair: { privateKey: string; publicKey: string }) => string): Filled {
  const pair = generateKeyPair();
  return {
    body: utf8(text),
    headers: Object.entries(signWebhook(text, pair.privateKey, { id })),
    secrets: [choose(pair)],
  };
}

/** A body in Latin-1, sent as bytes and read as a string. */
function replaced(): Filled {
  const sent = Uint8Array.from('{"name":"Zo\xeb"}', (character) => character.charCodeAt(0));
  return changed({ body: fromUtf8(sent) }, sent);
}

/** By a sender that takes other bytes for the key. */
function signedBy(keyOf: (secret: string) => Uint8Array): Filled {
  const secret = generateSecret();
  return {
    body: utf8(text),
    headers: Object.entries(signWebhook(text, keyOf(secret), { id })),
    secrets: [secret],
  };
}

/** Node's decoder of base64 takes _ for a digit, and so the prefix for a part of the key. */
const withPrefixDecoded = (secret: string): Uint8Array =>
  fromBase64(secret.replaceAll('_', '/').replaceAll('=', ''));

const fromBase64 = (characters: string): Uint8Array => {
  const whole = characters.length % 4 === 1 ? characters.slice(0, -1) : characters;
  return Uint8Array.from(atob(whole), (character) => character.charCodeAt(0));
};

interface ByHand {
  time?: number;
  signed?: (
    content: Uint8Array<ArrayBuffer>,
    body: Uint8Array<ArrayBuffer>,
  ) => Uint8Array<ArrayBuffer>;
  write?: (mac: Uint8Array) => string;
  version?: string;
}

/** A sender that does itself, and in its own way, what signWebhook does. */
async function byHand({
  time = Math.floor(Date.now() / 1000),
  signed = (content) => content,
  write = base64,
  version = 'v1,',
}: ByHand): Promise<Filled> {
  const secret = generateSecret();
  const [body, content] = [utf8(text), utf8(`${id}.${time}.${text}`)];
  const bytes = Uint8Array.from(fromBase64(secret.slice('whsec_'.length)));
  const key = await crypto.subtle.importKey(
    'raw',
    bytes,
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, signed(content, body)));
  const headers: Pair[] = [
    ['webhook-id', id],
    ['webhook-timestamp', String(time)],
    ['webhook-signature', `${version}${write(mac)}`],
  ];
  return { body, headers, secrets: [secret] };
}

const base64 = (bytes: Uint8Array): string => btoa(latin1(bytes));
const urlSafe = (bytes: Uint8Array): string =>
  base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const hexadecimal = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
