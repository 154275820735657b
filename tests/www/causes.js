/** The causes of tests/explain, as they come to a page: text and files, typed and dropped. */
import { inspect } from 'node:util';
import { explainWebhook } from 'hookproof/full';
import { rows } from '../explain/documentation.js';
import { causes } from '../explain/causes.js';

/** What no field of a page can hold. */
const impossible = {
  BODY_MISSING: 'a field holds at least an empty text',
  BODY_PROMISE: 'a promise is no text',
  BODY_UNREAD: 'a field holds what was read',
  BODY_INSIDE: 'a field holds text, and no request',
  SECRET_TOO_MANY: 'the page has 16 fields for secrets, and no more',
  SECRET_BYTES_OF_TEXT: 'a secret is typed, so it is never bytes',
  ...Object.fromEntries(
    ['HEADERS_TYPE', 'HEADERS_PROMISE', 'HEADERS_INSIDE', 'HEADERS_VALUES', 'HEADERS_RAW'].map(
      (code) => [code, 'the page reads the headers itself, whatever their shape'],
    ),
  ),
  NOW_MILLISECONDS: 'the page has the clock itself',
};

const elsewhere = ['WASM_UNAVAILABLE'];

/** How people have headers at hand. */
const formats = [
  (pairs) => pairs.map(([name, value]) => `${name}: ${value}`).join('\n'),
  (pairs) => JSON.stringify(pairs),
  (pairs) =>
    `curl http://localhost/webhook ${pairs.map(([name, value]) => `\\\n  -H '${`${name}: ${value}`.replaceAll("'", "'\\''")}'`).join(' ')}`,
  (pairs) =>
    new Set(pairs.map(([name]) => name)).size === pairs.length
      ? inspect(Object.fromEntries(pairs))
      : inspect(pairs),
];

/** Returns each as what to enter, and the hints that hookproof gives in Node for the same. */
export async function pageCauses() {
  const made = [];
  for (const [code, ways] of Object.entries(causes)) {
    if (code in impossible) continue;
    for (const [at, make] of ways.entries()) {
      const entry = entryOf(await make(), formats[made.length % formats.length], code);
      if (entry !== undefined) made.push({ name: `${code}, ${at + 1}`, code, ...entry });
    }
  }
  const covered = new Set([
    ...made.map(({ code }) => code),
    ...Object.keys(impossible),
    ...elsewhere,
  ]);
  const left = (await rows()).map(([code]) => code).filter((code) => !covered.has(code));
  if (left.length > 0) throw new Error(`no way to enter ${left.join(', ')}`);
  return made;
}

/**
 * A key that is bytes is typed as the secret that it belongs to, unless it is the secret that is
 * wrong.
 */
const typed = (secret, code) =>
  ArrayBuffer.isView(secret) && !code.startsWith('SECRET_')
    ? `whsec_${Buffer.from(secret).toString('base64')}`
    : secret;

function entryOf({ payload, headers, secret: given, options }, format, code) {
  const secret = Array.isArray(given) ? given : typed(given, code);
  const secrets = [secret ?? ''].flat();
  const isText = typeof payload === 'string';
  if (
    (!isText && !ArrayBuffer.isView(payload)) ||
    secrets.some((each) => typeof each !== 'string' || /[\r\n]/.test(each))
  )
    return undefined;
  const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  const timestamp = Number(pairs.find(([name]) => name.endsWith('-timestamp'))?.[1] ?? Number.NaN);
  const sent = timestamp > 1e12 ? Math.floor(timestamp / 1000) : timestamp;
  const offset = Number.isNaN(sent) ? 0 : Math.floor(Date.now() / 1000) - sent;
  const expected = explainWebhook(payload, headers, secret, options);
  return {
    expected: {
      code: expected.code,
      hints: expected.hints.map(({ code }) => code),
      checks: expected.checks.map(({ ok }) => ok),
    },
    entry: {
      headers: format(pairs),
      body: Buffer.from(payload).toString('base64'),
      ...(isText && { text: payload }),
      secrets,
      offset: Math.abs(offset) < 60 ? 0 : offset,
      tolerance: options?.toleranceSeconds === undefined ? '300' : '',
    },
  };
}
