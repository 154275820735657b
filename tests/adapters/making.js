/** What an adapter says when it is made, and what it is made of: without a server. */
import { deepEqual, equal, match, ok, throws } from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Hono } from 'hono';
import { webhook as express } from 'hookproof/express';
import { webhook as fastify } from 'hookproof/fastify';
import { webhookHandler } from 'hookproof/fetch';
import { webhook as hono } from 'hookproof/hono';
import { memoryReplayStore } from 'hookproof/replay';
import {
  signWebhook,
  unwrapWebhook,
  verifyRequest,
  WebhookConfigError,
  WebhookVerificationError,
} from 'hookproof';
import * as full from 'hookproof/full';
import { adapters as adapterEntries } from '../../tools/lib/entries.js';
import { run } from '../../tools/lib/shell.js';
import { signed } from './http.js';
import { secrets } from './routes.js';

const [secret] = secrets;
const onEvent = () => {};

/** Each with a secret and options. */
const adapters = {
  express,
  fastify,
  hono,
  fetch: (secret, options) =>
    webhookHandler(
      options === null || typeof options !== 'object' ? options : { secret, onEvent, ...options },
    ),
};

const wrong = {
  maxBodyBytes: [-1, Number.NaN, Infinity, '1', null],
  toleranceSeconds: [-1, Number.NaN, Infinity, '300', null],
  bodyTimeoutMs: [0, -1, 2 ** 31, Number.NaN, Infinity, '1'],
  storeTimeoutMs: [0, 2 ** 31, '5000'],
  rememberSeconds: [0, 600, 605.9, 30_000_001, Number.MAX_VALUE, Infinity, '606'],
  leaseSeconds: [0, 0.5, 3601, Infinity, '60', null],
  maxWorkSeconds: [0, 59, 30_000_001, Infinity, '900', null],
  endpoint: ['', 'x'.repeat(201), 'a\nb', 7, null],
  jsonParse: ['false', 0, null],
  now: ['1614265330', Number.NaN, Infinity, new Date(Number.NaN), null, {}],
  replay: [null, {}, { claim() {} }, { claim() {}, release() {} }, 'memory', true],
  onReplay: ['accept', true, null],
  onStoreError: ['ignore', null, true],
  onRefused: ['log', null, {}],
  verify: [null, 'full', {}],
};

const request = ({ headers, body }, more) =>
  new Request('http://localhost/', { method: 'POST', headers, body, duplex: 'half', ...more });

/**
 * Makes a handler, and gives what calls it with a delivery: that gives the status and what it told.
 */
function receiverOf(options) {
  let told;
  const handler = webhookHandler({
    secret,
    onEvent,
    onRefused: ({ code }) => void told.push(code),
    onError: (error) => void told.push(error.code ?? error.message),
    ...options,
  });
  return async (delivery, ...rest) => {
    told = [];
    const { status } = await handler(request(delivery), ...rest);
    return { status, told };
  };
}

const answerOf = (options, delivery = signed(), ...rest) => receiverOf(options)(delivery, ...rest);

export const tests = {
  'each of many bodies is given up when its own time is over': async () => {
    const receive = webhookHandler({ secret, onEvent, bodyTimeoutMs: 150 });
    const never = () => new ReadableStream({ pull: () => new Promise(() => {}) });
    const waits = await Promise.all(
      Array.from({ length: 6 }, async (_, at) => {
        await new Promise((resolve) => setTimeout(resolve, at * 40));
        const start = performance.now();
        const { status } = await receive(request({ ...signed(), body: never() }));
        return { status, taken: performance.now() - start };
      }),
    );
    for (const { status, taken } of waits) {
      equal(status, 401);
      ok(taken > 145, `it was given up after ${taken} ms`);
    }
  },
  'a process that only waits for a body lives until that is given up, and no longer': async () => {
    const program = `
      import { webhookHandler } from 'hookproof/fetch';
      import { signedRequest } from 'hookproof/testing';
      const receive = webhookHandler({ secret: '${secret}', onEvent: () => {}, bodyTimeoutMs: 500 });
      const good = () => signedRequest('http://localhost/', '{}', '${secret}');
      const body = new ReadableStream({ pull: () => new Promise(() => {}) });
      console.log((await receive(good())).status, (await receive(new Request(good(), { body, duplex: 'half' }))).status, (await receive(good())).status);`;
    equal(await run(process.execPath, ['--input-type=module', '-e', program]), '204 401 204\n');
  },
  'timers that are numbers, as in a page that is imitated, will do': async () => {
    const program = `
      import { webhookHandler } from 'hookproof/fetch';
      import { signedRequest } from 'hookproof/testing';
      const set = setTimeout;
      globalThis.setTimeout = (...given) => Number(set(...given));
      const receive = webhookHandler({ secret: '${secret}', onEvent: () => {}, bodyTimeoutMs: 300 });
      const good = () => signedRequest('http://localhost/', '{}', '${secret}');
      const declared = () => new Request(good(), { headers: { ...Object.fromEntries(good().headers), 'content-length': '2' } });
      const body = new ReadableStream({ pull: () => new Promise(() => {}) });
      console.log((await receive(declared())).status, (await receive(new Request(good(), { body, duplex: 'half' }))).status);`;
    equal(await run(process.execPath, ['--input-type=module', '-e', program]), '204 401\n');
  },
  'a store that is made of the memory may be late like any other': async () => {
    const never = () => new Promise(() => {});
    const receive = receiverOf({
      replay: { ...memoryReplayStore(), claim: never },
      storeTimeoutMs: 50,
    });
    equal((await receive(signed())).status, 503);
  },
  'Hono gives whoever reads later the bytes that were verified': async () => {
    const text = 'a=1&b=2';
    const delivery = { ...signed(undefined, { text }) };
    delivery.headers = { ...delivery.headers, 'content-type': 'application/x-www-form-urlencoded' };
    // Of a pool, as Node's buffers are.
    const verify = async (...given) => ({
      ...(await verifyRequest(...given)),
      body: Buffer.from(text),
    });
    for (const options of [{ jsonParse: false }, { jsonParse: false, verify }]) {
      const app = new Hono().post('/', hono(secret, options), async (c) => {
        const form = await c.req.raw.clone().formData();
        return c.text(
          `${await c.req.text()} ${form.get('b')} ${JSON.stringify(await c.req.parseBody())}`,
        );
      });
      const response = await app.fetch(request(delivery));
      deepEqual([response.status, await response.text()], [200, `${text} 2 {"a":"1","b":"2"}`]);
    }
    const replacing = async (c, next) => {
      c.req.raw = new Request(c.req.raw, { body: 'another' });
      await next();
    };
    const app = new Hono().post('/', hono(secret, { jsonParse: false }), replacing, async (c) =>
      c.text(await c.req.text()),
    );
    equal(await (await app.fetch(request(delivery))).text(), 'another');
  },
  'a refusal notes down no stack, and every other error does': async () => {
    const { stackTraceLimit } = Error;
    for (const refuse of [
      () => unwrapWebhook('{}', {}, secret),
      () => verifyRequest(request({ headers: {}, body: '{}' }), secret),
    ]) {
      const error = await (async () => refuse())().catch((refusal) => refusal);
      ok(error instanceof WebhookVerificationError);
      equal(error.stack, `WebhookVerificationError: ${error.message}`);
    }
    equal(Error.stackTraceLimit, stackTraceLimit);
    match(new Error('another').stack, /making\.js/);
    match(new WebhookVerificationError('of the application').stack, /making\.js/);
  },
  'a wrong option is an error at once, and says which': () => {
    for (const [name, make] of Object.entries(adapters)) {
      for (const [option, values] of Object.entries(wrong)) {
        for (const value of values) {
          throws(
            () => make(secret, { [option]: value }),
            { name: 'WebhookConfigError', code: 'ERR_OPTION', message: new RegExp(`^${option} `) },
            `${name} ${option} ${value}`,
          );
        }
      }
      for (const options of [null, 300, 'none'])
        throws(() => make(secret, options), { code: 'ERR_OPTION' }, `${name} ${options}`);
    }
  },
  'an id is remembered for more than twice the tolerance, and for what a claim may be late':
    async () => {
      const ttls = [];
      const replay = {
        claim: async () => 'claimed',
        complete: async (_id, _token, rememberSeconds) => void ttls.push(rememberSeconds),
        release: async () => {},
      };
      for (const options of [
        {},
        { toleranceSeconds: 0 },
        { toleranceSeconds: 10, rememberSeconds: 26 },
        { toleranceSeconds: 10, storeTimeoutMs: 900, rememberSeconds: 22 },
        { rememberSeconds: 86_400 },
        { rememberSeconds: 30_000_000 },
        { toleranceSeconds: 1e9 },
      ]) {
        equal((await answerOf({ replay: { ...replay }, ...options })).status, 204);
      }
      deepEqual(ttls, [172_800, 172_800, 26, 22, 86_400, 30_000_000, 2_000_000_006]);
      throws(() => express(secret, { toleranceSeconds: 10, rememberSeconds: 25 }), {
        message: /must be 26, twice the tolerance/,
      });
      throws(() => express(secret, { rememberSeconds: 660_000_000 }), { message: /to 30000000$/ });
    },
  'two receivers that share a store need two names': async () => {
    for (const make of Object.values(adapters)) {
      const replay = memoryReplayStore();
      make(secret, { replay });
      throws(() => make(secret, { replay }), {
        code: 'ERR_OPTION',
        message: /give each an `endpoint`/,
      });
      make(secret, { replay, endpoint: 'other' });
      throws(() => express(secret, { replay, endpoint: 'other' }), { code: 'ERR_OPTION' });
    }
    // One that a function gives shows at the first webhook.
    const found = memoryReplayStore();
    const options = { replay: () => found };
    deepEqual(await answerOf(options), { status: 204, told: [] });
    deepEqual(await answerOf(options), { status: 500, told: ['ERR_OPTION'] });
    deepEqual(await answerOf({ ...options, endpoint: 'other' }), { status: 204, told: [] });
  },
  'a function that gives no store in time does not outlast the freshness': async () => {
    const { status, told } = await answerOf({
      replay: () => new Promise(() => {}),
      storeTimeoutMs: 20,
    });
    deepEqual([status, told], [500, ['replay gave no store within 20 ms']]);
  },
  'a wrong secret is an error at once for Express and Fastify': () => {
    for (const make of [express, fastify]) {
      for (const [value, code] of Object.entries({
        '': 'ERR_SECRET_MISSING',
        whsec_your_secret_here: 'ERR_SECRET_LENGTH',
        'whsec_no!': 'ERR_SECRET_FORMAT',
      })) {
        throws(() => make(value), { name: 'WebhookConfigError', code });
      }
      throws(() => make(undefined), { code: 'ERR_SECRET_MISSING' });
      throws(() => make([]), WebhookConfigError);
      make(() => undefined);
      make('for another verify', { verify: async () => {} });
    }
  },
  'a sender may have shorter secrets than others': async () => {
    const short = `whsec_${Buffer.alloc(18, 7).toString('base64')}`;
    const delivery = signed(undefined, { by: [] });
    const headers = signWebhook(delivery.body, short, { id: delivery.id, minSecretBytes: 18 });
    for (const make of [express, fastify]) {
      make(short, { minSecretBytes: 18 });
      throws(() => make(short), { code: 'ERR_SECRET_LENGTH' });
      throws(() => make(secret, { minSecretBytes: 0 }), { code: 'ERR_OPTION' });
    }
    deepEqual(await answerOf({ secret: short, minSecretBytes: 18 }, { ...delivery, headers }), {
      status: 204,
      told: [],
    });
    deepEqual(await answerOf({ secret: short }, { ...delivery, headers }), {
      status: 500,
      told: ['ERR_SECRET_LENGTH'],
    });
  },
  'fetch and Hono learn their secret late, and say so with a 500': async () => {
    deepEqual(await answerOf({ secret: undefined }), { status: 500, told: ['ERR_SECRET_MISSING'] });
    deepEqual(await answerOf({ secret: (env) => env.MISSING }, signed(), {}), {
      status: 500,
      told: ['ERR_SECRET_MISSING'],
    });
    deepEqual(
      await answerOf({
        secret: () => {
          throw new Error('no vault');
        },
      }),
      { status: 500, told: ['no vault'] },
    );
  },
  'fetch finds secret and store in env, and hands on what it was given': async () => {
    const env = { SECRET: secret, store: memoryReplayStore() };
    const given = [];
    const options = {
      secret: ({ SECRET }) => SECRET,
      replay: ({ store }) => store,
      onEvent: (webhook, context) => void given.push({ webhook, ...context }),
    };
    const delivery = signed();
    const receive = receiverOf(options);
    deepEqual(await receive(delivery, env, 'ctx'), { status: 204, told: [] });
    deepEqual(await receive(delivery, env, 'ctx'), { status: 204, told: ['ERR_REPLAYED'] });
    equal(given.length, 1);
    const [{ webhook, env: gotEnv, ctx, request }] = given;
    ok(gotEnv === env && ctx === 'ctx' && request instanceof Request);
    deepEqual(Object.keys(webhook).sort(), ['body', 'event', 'id', 'secretIndex', 'timestamp']);
    equal(new TextDecoder().decode(webhook.body), delivery.body);
  },
  'what onEvent returns is the answer': async () => {
    const handler = webhookHandler({
      secret,
      onEvent: () => new Response('done', { status: 202, headers: { 'x-by': 'me' } }),
    });
    const answer = await handler(request(signed()));
    deepEqual(
      [answer.status, await answer.text(), answer.headers.get('x-by')],
      [202, 'done', 'me'],
    );
  },
  'what onEvent returns and is no Response is no answer': async () => {
    for (const row of [{ id: 7, status: 'inserted' }, { status: 500 }, 'done', 7, true, null]) {
      const delivery = signed();
      const receive = receiverOf({ replay: memoryReplayStore(), onEvent: () => row });
      deepEqual(await receive(delivery), { status: 204, told: [] });
      deepEqual(await receive(delivery), { status: 204, told: ['ERR_REPLAYED'] });
    }
  },
  'a body over the limit is a 413 also of a request that was cloned': async () => {
    const handler = webhookHandler({ secret, onEvent, maxBodyBytes: 1000 });
    const large = signed({ type: 'x'.repeat(5000) });
    for (const headers of [
      large.headers,
      { ...large.headers, 'content-length': String(large.body.length) },
    ]) {
      equal((await handler(request({ ...large, headers }).clone())).status, 413);
    }
  },
  'a body that is no JSON is delivered with jsonParse: false, and else refused': async () => {
    const plain = signed(undefined, { text: 'no JSON' });
    const seen = [];
    const onEvent = ({ event, body }) => void seen.push(event, Buffer.from(body).toString());
    deepEqual(await answerOf({ onEvent, jsonParse: false }, plain), { status: 204, told: [] });
    deepEqual(seen, [undefined, 'no JSON']);
    deepEqual(await answerOf({ onEvent }, plain), { status: 401, told: ['ERR_PAYLOAD_JSON'] });
  },
  'a store factory in place of a store is a mistake, and nothing is processed': async () => {
    let processed = 0;
    for (const replay of [memoryReplayStore, () => memoryReplayStore()]) {
      deepEqual(await answerOf({ replay, onEvent: () => void processed++ }), {
        status: 500,
        told: ['ERR_OPTION'],
      });
    }
    const stores = new Map([['one', memoryReplayStore()]]);
    equal((await answerOf({ replay: (env) => stores.get(env) }, signed(), 'one')).status, 204);
    equal(processed, 0);
  },
  'what somebody left on Object.prototype is no option': async () => {
    const delivery = signed(undefined, { at: new Date(1_614_265_330_000) });
    const handler = webhookHandler({ secret, onEvent });
    for (const [name, value] of Object.entries({ now: 1_614_265_330, toleranceSeconds: 1e9 })) {
      Object.prototype[name] = value;
      try {
        equal((await handler(request(delivery))).status, 401, name);
      } finally {
        delete Object.prototype[name];
      }
    }
  },
  'what verifies can be exchanged': async () => {
    const seen = [];
    const verify = async (request, ...rest) => {
      seen.push(rest[0]);
      return await verifyRequest(request, secret, rest[1]);
    };
    equal((await answerOf({ secret: 'whpk_elsewhere', verify })).status, 204);
    deepEqual(seen, ['whpk_elsewhere']);
    const forge = async () => {
      throw new WebhookVerificationError('no', { code: 'ERR_NO_MATCHING_SIGNATURE' });
    };
    deepEqual(await answerOf({ verify: forge }), {
      status: 401,
      told: ['ERR_NO_MATCHING_SIGNATURE'],
    });
  },
  'with hookproof/full a public key verifies': async () => {
    const { publicKey, privateKey } = full.generateKeyPair();
    const { body } = signed();
    const delivery = { body, headers: full.signWebhook(body, privateKey) };
    const { verifyRequest: verify } = full;
    deepEqual(await answerOf({ secret: publicKey, verify }, delivery), { status: 204, told: [] });
    deepEqual(await answerOf({ secret: publicKey, verify }, { ...delivery, body: '{}' }), {
      status: 401,
      told: ['ERR_NO_MATCHING_SIGNATURE'],
    });
    deepEqual(await answerOf({ secret: publicKey }, delivery), {
      status: 500,
      told: ['ERR_SECRET_KIND'],
    });
    throws(() => express(publicKey), { code: 'ERR_SECRET_KIND' });
    express(publicKey, { verify });
  },
  'an error of a hook is a 500, and processes nothing': async () => {
    let processed = 0;
    const broken = {
      onRefused: () => {
        throw new Error('no log');
      },
      onEvent: () => void processed++,
    };
    equal((await answerOf(broken, { ...signed(), body: '{}' })).status, 500);
    equal(processed, 0);
  },
  'an error of onError is still a 500': async () => {
    const broken = {
      onEvent: () => {
        throw new Error('the database is down');
      },
    };
    for (const onError of [
      () => {
        throw new Error('no log');
      },
      async () => {
        throw new Error('no log');
      },
    ]) {
      equal((await answerOf({ ...broken, onError })).status, 500);
      equal((await answerOf({ secret: 'whsec_', onError })).status, 500);
    }
  },
  'a Hono handler that forgets to return an answer gets the retry': async () => {
    const app = new Hono();
    let calls = 0;
    app.post('/', hono(secret, { replay: memoryReplayStore() }), (c) =>
      ++calls === 1 ? undefined : c.body(null, 204),
    );
    app.onError((_, c) => c.body(null, 500));
    const delivery = signed();
    const statuses = [];
    for (let count = 0; count < 3; count++)
      statuses.push((await app.fetch(request(delivery))).status);
    deepEqual([statuses, calls], [[500, 204, 204], 2]);
  },
  'what is behind the middleware of Hono reads the request as if nobody had': async () => {
    const delivery = signed();
    const reads = {
      text: (c) => c.req.text(),
      json: async (c) => JSON.stringify(await c.req.json()),
      blob: async (c) => (await c.req.blob()).text(),
      'the Request': (c) => c.req.raw.text(),
      'the stream of the Request': (c) => new Response(c.req.raw.body).text(),
      'another Request': (c) => new Request('http://localhost/', c.req.raw).text(),
      'one more middleware': async (c) => {
        let text;
        await hono(secret)(c, async () => {
          text = await c.req.text();
        });
        return text;
      },
    };
    for (const [name, read] of Object.entries(reads)) {
      const app = new Hono().post('/', hono(secret), async (c) => c.text(await read(c)));
      equal(await (await app.fetch(request(delivery))).text(), delivery.body, name);
    }
  },
  'a time to compare with is honoured': async () => {
    const delivery = signed(undefined, { at: new Date(1_614_265_330_000) });
    equal((await answerOf({ now: 1_614_265_330 }, delivery)).status, 204);
    equal((await answerOf({ now: new Date(1_614_265_630_000) }, delivery)).status, 204);
    deepEqual(await answerOf({ now: 1_614_265_631 }, delivery), {
      status: 401,
      told: ['ERR_TIMESTAMP_TOO_OLD'],
    });
  },
  'every subpath gives the same names to import and to require, and shares the errors':
    async () => {
      const require = createRequire(import.meta.url);
      for (const { name: subpath, specifier } of adapterEntries) {
        const [esm, cjs] = [await import(specifier), require(specifier)];
        deepEqual(
          Object.keys(esm).filter((name) => name !== 'default'),
          [subpath === 'fetch' ? 'webhookHandler' : 'webhook'],
        );
        deepEqual(
          Object.keys(cjs),
          Object.keys(esm).filter((name) => name !== 'default'),
        );
      }
      throws(() => require('hookproof/express').webhook(''), WebhookConfigError);
      const { webhookHandler: fromCommonJs } = require('hookproof/fetch');
      const codes = [];
      const handler = fromCommonJs({
        secret,
        onEvent,
        onRefused: (error) => void codes.push(error instanceof WebhookVerificationError),
      });
      equal((await handler(request({ ...signed(), body: '{}' }))).status, 401);
      deepEqual(codes, [true]);
    },
  'a wrong onEvent or onError is an error at once': () => {
    throws(() => webhookHandler(), { code: 'ERR_OPTION' });
    throws(() => webhookHandler({ secret }), { code: 'ERR_OPTION', message: /^onEvent/ });
    throws(() => webhookHandler({ secret, onEvent, onError: 'log' }), {
      code: 'ERR_OPTION',
      message: /^onError/,
    });
  },
  'without a hook for it an error goes to the console, and never the secret': async () => {
    const { error } = console;
    const printed = [];
    console.error = (...values) => printed.push(values);
    try {
      const handler = webhookHandler({ secret: 'whsec_c2VjcmV0', onEvent });
      equal((await handler(request(signed()))).status, 500);
    } finally {
      console.error = error;
    }
    match(String(printed[0][0]), /WebhookConfigError/);
    ok(!JSON.stringify(printed.flat().map((value) => `${value.stack}`)).includes('c2VjcmV0'));
  },
};
