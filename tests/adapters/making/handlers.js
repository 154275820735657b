/** Tests handlers and hooks: what they return, what they throw, and what reads after them. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { Hono } from 'hono';
import { webhookHandler } from 'hookproof/fetch';
import { webhook as hono } from 'hookproof/hono';
import { memoryReplayStore } from 'hookproof/replay';
import { unwrapWebhook, verifyRequest, WebhookVerificationError } from 'hookproof';
import { binaryOf } from '../../../tools/lib/binaries.js';
import { run } from '../../../tools/lib/shell.js';
import { signed } from '../http.js';
import { answerOf, onEvent, Request, receiverOf, request, secret } from './receiver.js';

/** Does what is to be done while an object has other properties. */
async function withProperties(object, properties = {}, act) {
  const before = Object.getOwnPropertyDescriptors(object);
  Object.assign(object, properties);
  try {
    return await act();
  } finally {
    for (const name of Object.keys(properties)) {
      delete object[name];
      if (before[name] !== undefined) Object.defineProperty(object, name, before[name]);
    }
  }
}

export const handlers = {
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
    match(new Error('another').stack, /handlers\.js/);
    match(new WebhookVerificationError('of the application').stack, /handlers\.js/);
  },
  'a `verify` of the application and its hook hear of a refusal as an error': async () => {
    const forged = { ...signed(), body: '{}' };
    const heard = [];
    const hear = (error) => {
      heard.push([error instanceof WebhookVerificationError, error.code]);
      throw error;
    };
    const verify = (...given) => verifyRequest(...given).catch(hear);
    const onRefused = (error) => hear(error);
    equal((await answerOf({ onRefused: undefined }, forged)).status, 401);
    equal((await answerOf({ onRefused: undefined, verify }, forged)).status, 401);
    await answerOf({ onRefused, onError: () => {} }, forged);
    deepEqual(heard, Array(2).fill([true, 'ERR_NO_MATCHING_SIGNATURE']));
  },
  'the memory of a forged body is given back, and of no other': async () => {
    const body = JSON.stringify('x'.repeat(10_000));
    const { headers } = signed(undefined, { text: body });
    const keptOf = async (text, judge, lend = (_, arrayBuffer) => ({ arrayBuffer })) => {
      const bytes = new TextEncoder().encode(text);
      const whole = request({ headers: { ...headers, 'content-length': '10002' }, body: text });
      const lent = lend(whole, async () => bytes.buffer);
      await withProperties(Request.prototype, lent, () => judge(whole));
      return bytes.length;
    };
    const handler = webhookHandler({ secret, onEvent });
    const refusing = (given) => verifyRequest(given, secret).catch(() => {});
    const forged = body.replace('x', 'y');
    // Node 20 has no `transfer`, and another way to detach a buffer.
    const transfer = function () {
      return structuredClone(this, { transfer: [this] });
    };
    const missing = ArrayBuffer.prototype.transfer === undefined ? { transfer } : {};
    await withProperties(ArrayBuffer.prototype, missing, async () => {
      equal(await keptOf(forged, handler), 0);
      equal(await keptOf(body, handler), 10_002);
      equal(await keptOf(forged, refusing), 10_002);
      // As Next gives it.
      const proxied = (whole) =>
        new Proxy(whole, {
          get: (_, name) =>
            typeof whole[name] === 'function' ? whole[name].bind(whole) : whole[name],
        });
      equal(await keptOf(forged, (whole) => handler(proxied(whole))), 0);
      // What stands in for the platform may give bytes that it was made of, or that it keeps.
      const likeness = ({ headers: get, arrayBuffer }) => ({
        method: 'POST',
        headers: get,
        arrayBuffer,
      });
      equal(await keptOf(forged, (whole) => handler(likeness(whole))), 10_002);
      const keeping = (whole, arrayBuffer) => void Object.assign(whole, { arrayBuffer });
      equal(await keptOf(forged, handler, keeping), 10_002);
    });
  },
  'each refusal is a Response of its own, also where none can be copied': async () => {
    // Node makes each anew.
    const program = `
      import { webhookHandler } from 'hookproof/fetch';
      const receive = webhookHandler({ secret: '${secret}', onEvent: () => {} });
      const told = async () => {
        const request = new Request('http://localhost/', { method: 'POST' });
        const { status, headers } = await receive(request);
        headers.append('x-marked', 'once');
        return [status, ...headers].join();
      };
      const copied = [await told(), await told()];
      delete Response.prototype.clone;
      const made = [await told(), await told()];
      console.log(...copied, ...made, typeof Response.prototype.clone);`;
    const told = '401,cache-control,no-store,x-marked,once ';
    const given = ['eval', '--node-modules-dir=manual', program];
    equal(await run(binaryOf('deno'), given), `${told.repeat(4)}undefined\n`);
  },
  'a large body is the same however the platform is asked for it': async () => {
    const event = { type: 'x'.repeat(300_000) };
    const delivery = signed(event);
    const length = { 'content-length': String(delivery.body.length) };
    const declared = { ...delivery, headers: { ...delivery.headers, ...length } };
    const seen = [];
    const onEvent = ({ body }) => void seen.push(Buffer.from(body).toString());
    for (const each of [delivery, declared])
      deepEqual(await answerOf({ onEvent }, each), { status: 204, told: [] });
    deepEqual(seen, [delivery.body, delivery.body]);
    const forged = { ...declared, body: delivery.body.replace('x', 'y') };
    deepEqual(await answerOf({ onEvent }, forged), {
      status: 401,
      told: ['ERR_NO_MATCHING_SIGNATURE'],
    });
    // A method of somebody else's is asked, and not passed over for a stream.
    const kept = request({ ...declared, body: 'what it was before it was inflated' });
    kept.arrayBuffer = async () => new TextEncoder().encode(delivery.body).buffer;
    equal((await webhookHandler({ secret, onEvent })(kept)).status, 204);
    // A `verify` of the application is given whatever it may ask for.
    const verify = async (given, ...rest) => ({
      ...unwrapWebhook(await given.arrayBuffer(), given.headers, ...rest),
      body: new Uint8Array(),
    });
    equal((await answerOf({ onEvent, verify }, declared)).status, 204);
  },
  'a large body that Node reads in pieces has its limits': async () => {
    const whole = signed({ type: 'x'.repeat(300_000) });
    const bytes = new TextEncoder().encode(whole.body);
    const asked = [];
    const arrayBuffer = async () => void asked.push('arrayBuffer');
    const statusOf = async (declared, start, options = {}) => {
      const pieces = new Request('http://localhost/', {
        method: 'POST',
        headers: { ...whole.headers, 'content-length': String(declared) },
        body: new ReadableStream({ start }),
        duplex: 'half',
      });
      const handler = webhookHandler({ secret, onEvent, ...options });
      const answered = () => handler(pieces);
      return (await withProperties(Request.prototype, { arrayBuffer }, answered)).status;
    };
    const all = (controller) => {
      for (let at = 0; at < bytes.length; at += 70_000)
        controller.enqueue(bytes.slice(at, at + 70_000));
      controller.close();
    };
    const stalls = (controller) => controller.enqueue(bytes.slice(0, 100));
    const breaks = (controller) => {
      stalls(controller);
      queueMicrotask(() => controller.error(new Error('gone')));
    };
    for (const declared of [bytes.length, 200_000, 400_000])
      equal(await statusOf(declared, all), 204, `${declared} declared`);
    equal(await statusOf(200_000, all, { maxBodyBytes: 250_000 }), 413);
    equal(await statusOf(bytes.length, stalls, { bodyTimeoutMs: 50 }), 401);
    equal(await statusOf(bytes.length, breaks), 401);
    deepEqual(asked, []);
  },
  'a memory with a method of the application in place of its own is asked by that': async () => {
    for (const name of ['claim', 'complete', 'release']) {
      const memory = memoryReplayStore();
      const asked = [];
      const replay = {
        ...memory,
        [name](...given) {
          asked.push(name);
          return memory[name](...given);
        },
      };
      const failed = [];
      const onStoreError = (error) => {
        failed.push(error);
        return 'refuse';
      };
      let calls = 0;
      const onEvent = () => {
        if (++calls === 1) throw new Error('not yet');
      };
      const deliver = receiverOf({ replay, onEvent, onStoreError });
      const delivery = signed();
      const statuses = [];
      for (let count = 0; count < 3; count++) statuses.push((await deliver(delivery)).status);
      deepEqual([statuses, calls, failed], [[500, 204, 204], 2, []], name);
      ok(asked.length > 0);
    }
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
