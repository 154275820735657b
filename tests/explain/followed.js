/**
 * Advice is followed: the code that a hint ends with runs as it stands, on the very webhook that
 * brought the hint up, and what comes out must verify. The kinds are what developers and senders
 * really do; each makes many of its members.
 */
import { createHmac } from 'node:crypto';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';

const seconds = () => Math.floor(Date.now() / 1000);
const hmac = (key, content, encoding = 'base64') =>
  createHmac('sha256', key).update(content).digest(encoding);
const AsyncFunction = (async () => {}).constructor;

/**
 * The code that a message ends with: the longest expression, or list of them, that stands behind a
 * colon.
 */
export function codeOf(message) {
  for (let at = message.indexOf(': '); at >= 0; at = message.indexOf(': ', at + 1)) {
    const code = message.slice(at + 2);
    try {
      new AsyncFunction(`return [${code}]`);
      return code;
    } catch {}
  }
  return undefined;
}

/** What the code gives, in a place that has what the caller of `explainWebhook` had. */
export const valuesOf = (code, given) =>
  new AsyncFunction(...Object.keys(given), `return [${code}]`)(...Object.values(given));

/** A webhook as its sender signs it: each part can be another one. */
export function webhook({
  key,
  id = 'msg_2bTh1s',
  time = String(seconds()),
  body = '{"a": 1}',
  content,
  signed = time,
  set = 'webhook',
}) {
  const bytes = Buffer.from(body);
  const covered = content ?? Buffer.concat([Buffer.from(`${id}.${signed}.`), bytes]);
  return {
    body: bytes,
    headers: {
      [`${set}-id`]: id,
      [`${set}-timestamp`]: time,
      [`${set}-signature`]: `v1,${hmac(key, covered)}`,
    },
  };
}

const bytes = (min, max = min) =>
  fc.uint8Array({ minLength: min, maxLength: max }).map((each) => Buffer.from(each));
const key = bytes(24, 64);
const short = bytes(1, 23);
const text = fc.string({
  minLength: 1,
  maxLength: 40,
  unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz-_0123456789!$'),
});
const whole = (each) => `whsec_${each.toString('base64')}`;
const body = fc.oneof(
  fc.json(),
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom('{"type": "job.completed"}', '{"name":"é😀"}', '[1,\n2]\n'),
);

/** Each gives a hint's code and what to hand to `explainWebhook`. */
const of = (code, arbitrary, make) => ({ code, arbitrary, make });

/** A secret that is written in some way, and the key that its sender signs with. */
const secretIs = (code, arbitrary, make) =>
  of(code, fc.record({ it: arbitrary, body }), ({ it, body: given }) => {
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

const secretKinds = {
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

/** A payload that was changed, of a webhook that is right. */
const payloadIs = (code, arbitrary, make) =>
  of(code, fc.record({ it: arbitrary, key }), async ({ it, key: signing }) => {
    const { body: sent, headers } = webhook({ key: signing, body: it });
    return { payload: await make(sent), headers, secret: signing };
  });

const filled = body.filter((each) => Buffer.from(each).length > 0);

const payloadKinds = {
  'JSON of a Buffer': payloadIs('BODY_BYTES_AS_JSON', filled, (sent) => JSON.stringify(sent)),
  'a Buffer that was JSON': payloadIs('BODY_BYTES_AS_JSON', filled, (sent) =>
    JSON.parse(JSON.stringify(sent)),
  ),
  'JSON of an array of bytes, as bytes': payloadIs('BODY_BYTES_AS_JSON', filled, (sent) =>
    Buffer.from(JSON.stringify([...sent])),
  ),
  'an array of bytes': payloadIs('BODY_BYTES_AS_JSON', filled, (sent) => [...sent]),
  'JSON of a Uint8Array': payloadIs('BODY_BYTES_AS_JSON', filled, (sent) =>
    JSON.stringify(new Uint8Array(sent), null, 1),
  ),
  'a Uint8Array that was JSON': payloadIs('BODY_BYTES_AS_JSON', filled, (sent) =>
    JSON.parse(JSON.stringify(new Uint8Array(sent))),
  ),
  'a Uint8Array as text': payloadIs(
    'BODY_BYTES_AS_JSON',
    filled.filter((each) => Buffer.from(each).length > 1),
    (sent) => String(new Uint8Array(sent)),
  ),
  hexadecimal: payloadIs('BODY_HEX', filled, (sent) => sent.toString('hex')),
  base64: payloadIs('BODY_BASE64', fc.constant('{"type":"job.completed","data":{}}'), (sent) =>
    sent.toString('base64'),
  ),
  'base64, as bytes': payloadIs('BODY_BASE64', fc.constant('{"type":"job.completed"}'), (sent) =>
    Buffer.from(sent.toString('base64')),
  ),
  'a text in quotes': payloadIs(
    'BODY_QUOTED',
    fc.constantFrom('{"a":"é\\n"}', '{"a": [1, "\\""]}'),
    (sent) => JSON.stringify(sent.toString()),
  ),
  'a text in quotes, as bytes': payloadIs('BODY_QUOTED', fc.constant('{"a":"é\\n"}'), (sent) =>
    Buffer.from(JSON.stringify(sent.toString())),
  ),
  'a promise': payloadIs('BODY_PROMISE', body, (sent) => ({ then: (resolve) => resolve(sent) })),
  'a request': payloadIs(
    'BODY_UNREAD',
    filled,
    (sent) => new Request('http://localhost', { method: 'POST', body: sent }),
  ),
  'a Blob': payloadIs('BODY_UNREAD', filled, (sent) => new Blob([sent])),
  'a stream of the web': payloadIs('BODY_UNREAD', filled, (sent) => new Response(sent).body),
  'a stream of Node': payloadIs('BODY_UNREAD', filled, (sent) => new PassThrough().end(sent)),
  'an event of AWS Lambda': payloadIs('BODY_INSIDE', body, (sent) => ({
    headers: {},
    requestContext: {},
    body: sent.toString('base64'),
    isBase64Encoded: true,
  })),
  'a request whose raw body is kept': payloadIs('BODY_INSIDE', body, (sent) => ({
    headers: {},
    rawBody: sent,
    body: {},
  })),
};

/** Those of them that are handed over before they resolve cannot be awaited on the way. */
payloadKinds['a promise'].make = async ({ it, key: signing }) => {
  const { body: sent, headers } = webhook({ key: signing, body: it });
  return { payload: Promise.resolve(sent), headers, secret: signing };
};

/** Headers that were changed, of a webhook that is right. */
const headersAre = (code, make, arbitrary = fc.constant(undefined), sent = () => ({})) =>
  of(code, fc.record({ it: arbitrary, key, body }), ({ it, key: signing, body: given }) => {
    const { body: payload, headers } = webhook({ key: signing, body: given, ...sent(it) });
    return { payload, headers: make(headers, it), secret: signing };
  });

const renamed = (headers, rename) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [rename(name), value]));
const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const renamings = fc.constantFrom(
  (name) => name.replaceAll('-', '_'),
  (name) => `HTTP_${name.replaceAll('-', '_').toUpperCase()}`,
  (name) => `http_${name.replaceAll('-', '_')}`,
  (name) => `x-${name}`,
  (name) => `x-original-${name}`,
  (name) => `x-forwarded-${name}`,
  (name) => name.replace('webhook', 'x-acme'),
  (name) => `X_${name.toUpperCase()}`,
  camel,
  (name) => name.replaceAll('-', ''),
  (name) => name.replaceAll('-', ' '),
  (name) => name.replaceAll('-', '.'),
);
const shapes = fc.constantFrom(
  (headers) => headers,
  (headers) => Object.entries(headers),
  (headers) => new Map(Object.entries(headers)),
);
const plain = fc.record({ rename: renamings, shape: shapes });
const fraction = fc.integer({ min: 0, max: 999999 }).map((part) => String(part).padStart(6, '0'));

const headersKinds = {
  renamed: headersAre(
    'HEADERS_RENAMED',
    (headers, { rename, shape }) => shape({ host: 'localhost', ...renamed(headers, rename) }),
    plain,
  ),
  'renamed, as Headers': headersAre(
    'HEADERS_RENAMED',
    (headers, rename) => new Headers(renamed(headers, rename)),
    renamings.filter((rename) => !rename('webhook-id').includes(' ')),
  ),
  'a promise of them': of(
    'HEADERS_PROMISE',
    fc.record({ key, body }),
    ({ key: signing, body: given }) => {
      const { body: payload, headers } = webhook({ key: signing, body: given });
      return { payload, headers: Promise.resolve(new Headers(headers)), secret: signing };
    },
  ),
  'the function that gives them': headersAre(
    'HEADERS_PROMISE',
    (headers) => async () => new Headers(headers),
  ),
  'in a request or an event': headersAre(
    'HEADERS_INSIDE',
    (headers, wrap) => wrap(headers),
    fc.constantFrom(
      (headers) => new Request('http://localhost', { method: 'POST', headers }),
      (headers) => ({ version: '2.0', headers, body: '' }),
      (headers) => ({ request: { headers: new Headers(headers) } }),
      (headers) => ({ node: { req: { headers } }, headers: {} }),
      (headers) => ({ req: { raw: { headers: new Headers(headers) } } }),
      (headers) => ({
        multiValueHeaders: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, [value]]),
        ),
      }),
    ),
  ),
  'values that are no text': headersAre(
    'HEADERS_VALUES',
    (headers, wrong) => ({ ...headers, ...wrong(headers) }),
    fc.constantFrom(
      (headers) => ({ 'webhook-timestamp': Number(headers['webhook-timestamp']) }),
      (headers) => ({ 'webhook-timestamp': BigInt(headers['webhook-timestamp']) }),
      (headers) => ({ 'webhook-timestamp': new Date(headers['webhook-timestamp'] * 1000) }),
      (headers) =>
        Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]),
        ),
      (headers) =>
        Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }])),
      (headers) =>
        Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, [{ key: name, value }]]),
        ),
    ),
  ),
  'a flat list': headersAre('HEADERS_RAW', (headers) => Object.entries(headers).flat()),
  text: headersAre(
    'HEADERS_RAW',
    (headers, print) => print(headers),
    fc.constantFrom(
      (headers) => JSON.stringify(headers),
      (headers) =>
        Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\r\n'),
    ),
  ),
  'seconds signed, a fraction sent': headersAre(
    'TIMESTAMP_SECONDS_SIGNED',
    (headers, { shape }) => shape(headers),
    fc.record({ part: fraction, shape: shapes }),
    ({ part }) => ({ time: `${seconds()}.${part}`, signed: String(seconds()) }),
  ),
  'seconds signed, a date sent': headersAre(
    'TIMESTAMP_SECONDS_SIGNED',
    (headers) => new Headers(headers),
    fc.constantFrom('Z', '.250Z', '+00:00'),
    (end) => ({
      time: new Date(seconds() * 1000).toISOString().slice(0, 19) + end,
      signed: String(seconds()),
    }),
  ),
};

/** Kinds that code can only name. */
const named = (code, arbitrary, make, pattern) => ({ ...of(code, arbitrary, make), pattern });

const others = {
  'x-hub-signature-256': 'GitHub',
  'x-hub-signature': 'GitHub',
  'stripe-signature': 'Stripe',
  'x-slack-signature': 'Slack',
  'x-shopify-hmac-sha256': 'Shopify',
  'x-signature-ed25519': 'Discord',
  'x-twilio-signature': 'Twilio',
  'signature-input': 'RFC 9421',
  'paddle-signature': 'Paddle',
  'x-square-hmacsha256-signature': 'Square',
  'linear-signature': 'Linear',
  'x-zm-signature': 'Zoom',
  'paypal-transmission-sig': 'PayPal',
  'x-hubspot-signature-v3': 'HubSpot',
  'x-twilio-email-event-webhook-signature': 'SendGrid',
  'typeform-signature': 'Typeform',
  'calendly-webhook-signature': 'Calendly',
  'x-zendesk-webhook-signature': 'Zendesk',
  'x-dropbox-signature': 'Dropbox',
  'box-signature-primary': 'Box',
  'x-hook-signature': 'Asana',
  'acme-signature': 'acme-signature',
};

const forms = fc.constantFrom(
  [
    'JSON Web Token',
    () =>
      `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"iss":"x"}').toString('base64url')}.${'a'.repeat(86)}`,
  ],
  ['WaveSpeedAI', (it, content) => `v3,${hmac(it, content, 'hex')}`],
  ['Iron', (it, content) => `v1=${hmac(it, content, 'hex')}`],
  ['GitHub', (it, content) => `sha256=${hmac(it, content, 'hex')}`],
  ['Stripe', (it, content) => `t=${seconds()},v1=${hmac(it, content, 'hex')}`],
);

const namedKinds = {
  'headers of another scheme': named(
    'OTHER_SCHEME',
    fc.record({ name: fc.constantFrom(...Object.keys(others)), upper: fc.boolean(), key, body }),
    ({ name, upper, key: it, body: payload }) => ({
      payload,
      headers: { host: 'x', [upper ? name.toUpperCase() : name]: 'sha256=00' },
      secret: it,
      says: others[name],
    }),
  ),
  'a signature of another scheme': named(
    'OTHER_SCHEME',
    fc.record({ form: forms, key, body }),
    ({ form: [says, print], key: it, body: payload }) => ({
      payload,
      headers: {
        ...webhook({ key: it, body: payload }).headers,
        'webhook-signature': print(it, `${seconds()}${payload}`),
      },
      secret: it,
      says,
    }),
  ),
  'a fraction that was signed': named(
    'TIMESTAMP_FRACTION',
    fc.record({ part: fraction, key, body }),
    ({ part, key: it, body: given }) => {
      const { body: payload, headers } = webhook({
        key: it,
        body: given,
        time: `${seconds()}.${part}`,
      });
      return { payload, headers, secret: it, says: 'the signature fits' };
    },
  ),
  'a date that was signed': named(
    'TIMESTAMP_DATE',
    fc.record({
      date: fc.constantFrom(
        new Date().toISOString(),
        new Date().toUTCString(),
        '2026-11-29T01:02:03+01:00',
        '2026-11-29 01:02:03',
      ),
      key,
      body,
    }),
    ({ date, key: it, body: given }) => {
      const { body: payload, headers } = webhook({ key: it, body: given, time: date });
      return { payload, headers, secret: it, says: 'the signature fits' };
    },
  ),
  'an id that is none': named(
    'HEADERS_MALFORMED',
    fc.record({
      id: fc.oneof(
        fc.constantFrom('evt.123', 'a b'),
        fc.integer({ min: 257, max: 100000 }).map((length) => 'x'.repeat(length)),
      ),
      key,
      body,
    }),
    ({ id, key: it, body: given }) => {
      const { body: payload, headers } = webhook({ key: it, body: given, id });
      return { payload, headers, secret: it, says: 'the sender who chose this id' };
    },
  ),
  'a list that is too long': named(
    'HEADERS_MALFORMED',
    fc.record({ count: fc.integer({ min: 33, max: 3000 }), key, body }),
    ({ count, key: it, body: given }) => {
      const { body: payload, headers } = webhook({ key: it, body: given });
      const forged = `v1,${Buffer.alloc(32).toString('base64')} `.repeat(count);
      return {
        payload,
        headers: { ...headers, 'webhook-signature': forged + headers['webhook-signature'] },
        secret: it,
        says: 'the signature fits',
      };
    },
  ),
};

export const kinds = { secretKinds, payloadKinds, headersKinds, namedKinds };

/** Runs what the first hint says of a webhook, and gives what is wrong with it, or nothing. */
export async function follow({ explainWebhook, verifyWebhook }, code, { says, ...given }) {
  const { payload, headers, secret } = given;
  const found = explainWebhook(payload, headers, secret);
  const [hint] = found.hints;
  if (found.ok || hint.code !== code) return `${code} is not first: ${JSON.stringify(found)}`;
  if (says !== undefined)
    return hint.message.includes(says) ? '' : `${hint.message} does not say ${says}`;
  const advice = codeOf(hint.message);
  if (advice === undefined) return `no code in ${hint.message}`;
  try {
    const [value, options] = await valuesOf(advice, given);
    const is = (start) => code.startsWith(start);
    const followed = is('SECRET')
      ? [payload, headers, value]
      : is('BODY')
        ? [value, headers, secret]
        : [payload, value, secret];
    return verifyWebhook(...followed, options) ? '' : `does not verify: ${hint.message}`;
  } catch (error) {
    return `${hint.message}\n${error.stack}`;
  }
}

/** A test for each kind. */
export function followed(full) {
  return Object.entries(kinds).flatMap(([group, each]) =>
    Object.entries(each).map(([name, { code, arbitrary, make }]) => ({
      name: `${group}: ${name}`,
      run: () =>
        fc.assert(
          fc.asyncProperty(arbitrary, async (parts) => {
            const problem = await follow(full, code, await make(parts));
            if (problem !== '') throw new Error(problem);
          }),
          { numRuns: 60, seed: 14 },
        ),
    })),
  );
}
