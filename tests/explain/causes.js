/**
 * Each cause, made by really doing it: the webhook is signed by another library or by node:crypto,
 * sent over HTTP or put into a fetch Request, and taken in the wrong way. A cause gives what a
 * receiver would hand to `explainWebhook`: payload, headers, secret, options.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { createInterface } from 'node:readline';
import express from 'express';
import fc from 'fast-check';
import { generateKeyPair, signWebhook } from 'hookproof/full';
import { serving } from '../../tools/lib/loopback.js';
import { newSecret, sign } from '../../tools/lib/sender.js';
import { kinds } from './followed.js';
import { post, throughExpress } from './http.js';

const secret = newSecret();
const id = 'msg_2bTh1s';
const event = { type: 'job.completed', data: { job_id: 'é', url: 'https://example.com/a?b&c' } };
const pretty = `${JSON.stringify(event, null, 2)}`;

/** Returns what a sender with this library sends. */
function sent(text, date = new Date()) {
  const body = Buffer.from(text);
  return { body, pairs: Object.entries(sign(text, [secret], { id, date })) };
}

/**
 * Returns what a sender that computes it by hand sends: the library knows only text and one way to
 * write a signature.
 */
function byHand(
  text,
  {
    key = Buffer.from(secret.slice(6), 'base64'),
    time = seconds(),
    content,
    encoding = 'base64',
  } = {},
) {
  const body = Buffer.from(text);
  const signed = content ?? Buffer.concat([Buffer.from(`${id}.${time}.`), body]);
  return {
    body,
    pairs: pairsOf(time, `v1,${createHmac('sha256', key).update(signed).digest(encoding)}`),
  };
}

const seconds = () => Math.floor(Date.now() / 1000);
const pairsOf = (time, signature, set = 'webhook') => [
  [`${set}-id`, id],
  [`${set}-timestamp`, String(time)],
  [`${set}-signature`, signature],
];

/** Through Express with express.raw, as it should be: what is wrong is elsewhere. */
async function raw(webhook, wrong = {}) {
  const taken = await throughExpress(
    webhook,
    [express.raw({ type: '*/*' })],
    ({ body, headers }) => ({ payload: body, headers }),
  );
  return { ...taken, secret, ...wrong };
}

/** Through Express with some middleware, and the payload taken out of the request in some way. */
async function taking(webhook, middleware, payloadOf) {
  const taken = await throughExpress(webhook, middleware, async (req) => ({
    payload: await payloadOf(req),
    headers: req.headers,
  }));
  return { ...taken, secret };
}

/** As a fetch handler is given it. */
const fetchRequest = ({ body, pairs }) =>
  new Request('http://localhost/webhook', { method: 'POST', body, headers: pairs });

async function collected(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces.join('');
}

export const causes = {
  BODY_PARSED: [
    () => taking(sent(pretty), [express.json()], ({ body }) => body),
    () => taking(sent(JSON.stringify(event)), [express.json()], ({ body }) => String(body)),
    async () => {
      const request = fetchRequest(sent(pretty));
      return { payload: await request.json(), headers: request.headers, secret };
    },
  ],
  BODY_MISSING: [
    () => taking(sent(pretty), [], ({ body }) => body),
    () =>
      taking(sent(pretty), [express.json()], (req) => ({ spent: req })).then(
        ({ payload, ...rest }) => ({ ...rest, payload: payload.spent }),
      ),
    // A context of Hono whose body was parsed.
    async () => {
      const request = fetchRequest(sent(pretty));
      await request.json();
      return { payload: { req: { raw: request } }, headers: request.headers, secret };
    },
  ],
  BODY_PROMISE: [
    () => {
      const request = fetchRequest(sent(pretty));
      return { payload: request.text(), headers: request.headers, secret };
    },
  ],
  BODY_UNREAD: [
    // As Express has it: a request of its own is dumped as soon as the response has gone.
    () => {
      const { body, pairs } = sent(pretty);
      const headers = Object.fromEntries(pairs);
      return { payload: Object.assign(Readable.from([body]), { headers }), headers, secret };
    },
    () => {
      const request = fetchRequest(sent(pretty));
      return { payload: request, headers: request.headers, secret };
    },
    () => {
      const request = fetchRequest(sent(pretty));
      return { payload: request.body, headers: request.headers, secret };
    },
    async () => {
      const request = fetchRequest(sent(pretty));
      return { payload: await request.blob(), headers: request.headers, secret };
    },
  ],
  BODY_RESERIALISED: [
    () => taking(sent(pretty), [express.json()], ({ body }) => JSON.stringify(body)),
    () =>
      taking(sent(`${JSON.stringify(event, null, '\t')}\n`), [express.json()], ({ body }) =>
        JSON.stringify(body),
      ),
    () =>
      taking(sent(JSON.stringify(event)), [express.json()], ({ body }) =>
        JSON.stringify(body, null, 4),
      ),
    () =>
      taking(
        sent('{"type": "job.completed", "data": {"job_id": "\\u00e9"}}'),
        [express.json()],
        ({ body }) => JSON.stringify(body),
      ),
  ],
  BODY_NEWLINE: [
    () => taking(sent(`${pretty}\n`), [express.text({ type: '*/*' })], ({ body }) => body.trim()),
    () => raw({ ...sent(pretty), body: Buffer.from(`${pretty}\n`) }),
  ],
  BODY_LINE_ENDINGS: [
    () =>
      taking(sent('a: 1\r\nb: 2'), [], async (req) => {
        const lines = [];
        for await (const line of createInterface({ input: req })) lines.push(line);
        return lines.join('\n');
      }),
  ],
  BODY_BOM: [
    async () => {
      const request = fetchRequest(byHand('\ufeff{}'));
      return { payload: await request.text(), headers: request.headers, secret };
    },
  ],
  BODY_REPLACEMENT: [
    () =>
      taking(
        byHand(Buffer.from('{"name":"\xff\xfe"}', 'latin1')),
        [express.raw({ type: '*/*' })],
        ({ body }) => body.toString(),
      ),
  ],
  BODY_CHARSET: [() => taking(sent(pretty), [], (req) => collected(req.setEncoding('latin1')))],
  BODY_BASE64: [
    () => {
      const { body, pairs } = sent(pretty);
      const lambdaEvent = {
        isBase64Encoded: true,
        body: body.toString('base64'),
        headers: Object.fromEntries(pairs),
      };
      return { payload: lambdaEvent.body, headers: lambdaEvent.headers, secret };
    },
  ],
  BODY_QUOTED: [
    () => taking(sent(pretty), [express.text({ type: '*/*' })], ({ body }) => JSON.stringify(body)),
  ],
  BODY_EMPTY: [() => taking(sent(pretty), [express.json()], (req) => collected(req))],
  // 10.0 is 10 to JavaScript: what was sent cannot be found out.
  BODY_CHANGED: [
    () => taking(sent('{"amount": 10.0}'), [express.json()], ({ body }) => JSON.stringify(body)),
  ],
  SECRET_MISSING: [
    () => raw(sent(pretty), { secret: process.env.HOOKPROOF_SECRET_THAT_NOBODY_SET }),
  ],
  SECRET_SURROUNDED: [
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'hookproof-secret-'));
      const file = join(folder, 'secret');
      writeFileSync(file, `${secret}\n`);
      const read = readFileSync(file, 'utf8');
      rmSync(folder, { recursive: true });
      return raw(sent(pretty), { secret: read });
    },
    () => raw(sent(pretty), { secret: `"${secret}"` }),
  ],
  SECRET_LIST: [() => raw(sent(pretty), { secret: [newSecret(24), secret].join(',') })],
  SECRET_PRIVATE_KEY: [() => raw(sent(pretty), { secret: generateKeyPair().privateKey })],
  SECRET_UNUSABLE: [
    () => raw(sent(pretty), { secret: 'whsec_your_secret_here' }),
    // A binding of Cloudflare's Secrets Store.
    () => raw(sent(pretty), { secret: { get: async () => secret } }),
  ],
  SECRET_TOO_MANY: [
    () =>
      raw(sent(pretty), { secret: [secret, ...Array.from({ length: 16 }, () => newSecret(24))] }),
  ],
  SECRET_ANOTHER_MATCHES: [() => raw(sent(pretty), { secret: [secret, 'whsec_rotated'] })],
  SECRET_AS_TEXT: [
    () => raw(byHand(pretty, { key: secret })),
    () => raw(byHand(pretty, { key: secret.slice('whsec_'.length) })),
  ],
  SECRET_PREFIX_DECODED: [
    () => raw(sent(pretty), { secret: Buffer.from(secret, 'base64') }),
    () => raw(byHand(pretty, { key: Buffer.from(secret, 'base64') })),
  ],
  SECRET_BYTES_OF_TEXT: [
    () => raw(sent(pretty), { secret: Buffer.from(secret) }),
    () => raw(sent(pretty), { secret: new TextEncoder().encode(secret.slice(6)) }),
  ],
  SECRET_HEX: [
    () => {
      const key = randomBytes(32);
      return raw(byHand(pretty, { key }), { secret: key.toString('hex') });
    },
  ],
  SECRET_OTHER: [() => raw(sent(pretty), { secret: newSecret() })],
  HEADERS_TYPE: [
    () => raw(sent(pretty)).then((taken) => ({ ...taken, headers: undefined })),
    () => raw(sent(pretty)).then((taken) => ({ ...taken, headers: String(taken.headers) })),
    () => raw(sent(pretty)).then((taken) => ({ ...taken, headers: inspect(taken.headers) })),
  ],
  HEADERS_RAW: [
    () =>
      throughExpress(sent(pretty), [express.raw({ type: '*/*' })], ({ body, rawHeaders }) => ({
        payload: body,
        headers: rawHeaders,
        secret,
      })),
  ],
  HEADERS_MISSING: [() => throughProxy(sent(pretty), () => [])],
  HEADERS_MIXED: [
    () =>
      throughProxy(sent(pretty), (pairs) =>
        pairs.map(([name, value]) => [name.replace('webhook-id', 'svix-id'), value]),
      ),
  ],
  HEADERS_OTHER_SET: [
    () =>
      throughProxy(sent(pretty), (pairs) => [
        ...pairsOf(seconds(), `v1,${randomBytes(32).toString('base64')}`),
        ...pairs.map(([name, value]) => [name.replace('webhook', 'svix'), value]),
      ]),
  ],
  HEADERS_MALFORMED: [() => throughProxy(sent(pretty), (pairs) => [...pairs, pairs[0]])],
  TIMESTAMP_MILLISECONDS: [() => raw(byHand(pretty, { time: Date.now() }))],
  NOW_MILLISECONDS: [() => raw(sent(pretty), { options: { now: Date.now() } })],
  TIMESTAMP_CLOCK: [
    () => raw(sent(pretty, new Date(Date.now() - 600_000))),
    () => raw(sent(pretty, new Date(Date.now() + 600_000))),
  ],
  OPTION_INVALID: [
    () =>
      raw(sent(pretty), {
        options: { toleranceSeconds: Number(process.env.HOOKPROOF_TOLERANCE_THAT_NOBODY_SET) },
      }),
  ],
  SIGNATURE_HEX: [() => raw(byHand(pretty, { encoding: 'hex' }))],
  SIGNATURE_ENCODING: [
    () => raw(byHand(pretty, { encoding: 'base64url' })),
    () =>
      throughProxy(sent(pretty), (pairs) =>
        pairs.map(([name, value]) => [
          name,
          name.endsWith('signature') ? value.slice(0, 32) : value,
        ]),
      ),
  ],
  SIGNATURE_VERSION: [
    () =>
      throughProxy(sent(pretty), (pairs) =>
        pairs.map(([name, value]) => [name, value.split(',').at(-1)]),
      ),
  ],
  SIGNATURE_IS_V1A: [
    () => {
      const { privateKey } = generateKeyPair();
      return raw({
        body: Buffer.from(pretty),
        pairs: Object.entries(signWebhook(pretty, privateKey)),
      });
    },
  ],
  SIGNATURE_IS_V1: [() => raw(sent(pretty), { secret: generateKeyPair().publicKey })],
  OTHER_SCHEME: [
    () => raw(byHand(pretty, { content: pretty })),
    () => {
      const time = seconds();
      return raw(byHand(pretty, { time, content: `${time}.${pretty}` }));
    },
    ...['sha256=', '', 't=1732000000,v1='].map((prefix) => () => {
      const signature = prefix + createHmac('sha256', secret).update(pretty).digest('hex');
      const pairs = pairsOf(seconds(), signature, 'x-webhook');
      return raw({ body: Buffer.from(pretty), pairs });
    }),
  ],
};

/**
 * What tests/explain/followed.js makes in many ways is made once here: for the documentation, the
 * playground and the first place.
 */
for (const { code, arbitrary, make } of Object.values(kinds).flatMap(Object.values)) {
  if (!(code in causes))
    causes[code] = [async () => make(fc.sample(arbitrary, { numRuns: 1, seed: 14 })[0])];
}

/** Past a proxy that passes on other headers than it was sent. */
async function throughProxy(webhook, change) {
  let taken;
  const proxy = async (req, res) => {
    const pieces = [];
    for await (const piece of req) pieces.push(piece);
    const pairs = Object.entries(req.headers).filter(([name]) => name.startsWith('webhook-'));
    taken = await raw({ body: Buffer.concat(pieces), pairs: change(pairs) });
    res.writeHead(204).end();
  };
  await serving(proxy, (url) => post(url, webhook.body, webhook.pairs));
  return taken;
}
