/**
 * What people give an adapter in place of what it takes: a developer's mistake, told by an error
 * that says what to write. What it says is then written, and must let a webhook through.
 */
import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { createServer } from 'node:http';
import { createContext, runInContext } from 'node:vm';
import { getRequestListener } from '@hono/node-server';
import { createApp, defineEventHandler, toNodeListener, toWebRequest } from 'h3';
import { Hono } from 'hono';
import Koa from 'koa';
import { unwrapWebhook, verifyRequest } from 'hookproof';
import { webhook as express } from 'hookproof/express';
import { webhook as fastify } from 'hookproof/fastify';
import { webhookHandler } from 'hookproof/fetch';
import { webhook as hono } from 'hookproof/hono';
import { send, signed } from './http.js';
import { secrets } from './routes.js';
import { stop } from './applications/on-node.js';

const [secret] = secrets;

/** Asks a server for what it answers to a webhook: a wrong one may never answer. */
async function answered(listener, delivery = signed()) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await send(`http://127.0.0.1:${server.address().port}/`, delivery);
  } finally {
    await stop(server);
  }
}

/** Returns a handler, with what it was told of and what it has processed. */
function handling() {
  const told = [];
  const processed = [];
  const onEvent = ({ id }) => void processed.push(id);
  const handler = webhookHandler({
    secret,
    onEvent,
    onError: ({ code, message }) => void told.push({ code, message }),
  });
  return { handler, told, processed };
}

/** Returns the code that a message says to write, for a place where all of `scope` is known. */
const written = (message, scope) => {
  const code = /(?:write|call) (.*?)(?:, (?:or|with) .*)?$/.exec(message)[1];
  return runInContext(`(${code})`, createContext({ ...scope }));
};

const request = ({ headers, body } = signed()) =>
  new Request('http://localhost/', { method: 'POST', headers, body });

/** As frameworks that are not installed here call a handler. */
const shapes = {
  SvelteKit: (given) => ({
    request: given,
    locals: {},
    params: {},
    url: new URL(given.url),
    cookies: {},
  }),
  'Astro and Pages Functions': (given) => ({
    request: given,
    env: {},
    params: {},
    waitUntil() {},
    next() {},
  }),
  'h3 2': (given) => ({ req: given, url: new URL(given.url), context: {} }),
  Fresh: (given) => ({ req: given, state: {} }),
};

const lambda = ({ headers, body }, isBase64Encoded) => ({
  version: '2.0',
  rawPath: '/webhook',
  headers,
  requestContext: { http: { method: 'POST' } },
  body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
  isBase64Encoded,
});

/** Each mounts a handler as it is, and one as it should have been written. */
const servers = {
  'h3 1': {
    mount: (handler) => toNodeListener(createApp().use(defineEventHandler(handler))),
    scope: { toWebRequest },
  },
  Hono: {
    mount: (handler) => getRequestListener(new Hono().post('/', handler).fetch),
    scope: {},
  },
};

const mountedOnNode = {
  "Node's own server": (handler) => handler,
  'Express 5': async (handler) => (await import('express')).default().post('/', handler),
  'Express 4': async (handler) => (await import('express4')).default().post('/', handler),
  Koa: (handler) => {
    const app = new Koa();
    app.use(handler);
    return app.callback();
  },
};

async function rawBodyOf(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

const isRequestType = ({ name, code }) =>
  name === 'WebhookConfigError' && code === 'ERR_REQUEST_TYPE';

export const tests = {
  ...Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      `what ${name} calls a handler with is told, and what it says to write works`,
      async () => {
        const { handler, told, processed } = handling();
        equal((await handler(shape(request()))).status, 500);
        deepEqual([told.length, told[0].code, processed.length], [1, 'ERR_REQUEST_TYPE', 0]);
        equal((await written(told[0].message, { handler })(shape(request()))).status, 204);
        equal(processed.length, 1);
        await rejects(verifyRequest(shape(request()), secret), isRequestType);
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(servers).map(([name, { mount, scope }]) => [
      `what ${name} calls a handler with is told, and what it says to write works`,
      async () => {
        const { handler, told, processed } = handling();
        equal((await answered(mount(handler))).status, 500);
        deepEqual([told.length, told[0].code, processed.length], [1, 'ERR_REQUEST_TYPE', 0]);
        equal((await answered(mount(written(told[0].message, { ...scope, handler })))).status, 204);
        equal(processed.length, 1);
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(mountedOnNode).map(([name, mount]) => [
      `${name}: a handler of fetch requests answers 500 and says so`,
      async () => {
        const { handler, told, processed } = handling();
        equal((await answered(await mount(handler))).status, 500);
        deepEqual([told.length, told[0].code, processed.length], [1, 'ERR_REQUEST_TYPE', 0]);
      },
    ]),
  ),
  "Node's request: verifyRequest names the middleware and unwrapWebhook, and both work":
    async () => {
      const thrown = [];
      await answered(async (req, res) => {
        await verifyRequest(req, secret).catch((error) => thrown.push(error));
        res.end();
      });
      equal(isRequestType(thrown[0]), true);
      const { webhook } = await import(/hookproof\/express/.exec(thrown[0].message)[0]);
      const verified = webhook(secret);
      equal(
        (
          await answered((req, res) =>
            verified(req, res, (error) => res.writeHead(error ? 500 : 204).end()),
          )
        ).status,
        204,
      );
      const code = /unwrapWebhook\(.*\)/.exec(thrown[0].message)[0];
      const delivery = signed();
      const answer = await answered(async (req, res) => {
        const { id } = runInContext(
          code,
          createContext({ unwrapWebhook, rawBody: await rawBodyOf(req), req, secret }),
        );
        res.end(id);
      }, delivery);
      equal(answer.body, delivery.id);
    },
  'the context of Koa: unwrapWebhook works as the message says': async () => {
    const { handler, told } = handling();
    await answered(await mountedOnNode.Koa(handler));
    const delivery = signed();
    const app = new Koa();
    app.use(async (ctx) => {
      const { req } = ctx;
      ctx.body = written(
        told[0].message.replace('read its raw body before any parser does, and ', ''),
        {
          unwrapWebhook,
          rawBody: await rawBodyOf(req),
          req,
          secret,
        },
      ).id;
    });
    equal((await answered(app.callback(), delivery)).body, delivery.id);
  },
  'an event of Lambda: unwrapWebhook works as the message says, and the platform answers 500 meanwhile':
    async () => {
      for (const isBase64Encoded of [false, true]) {
        const { handler, told } = handling();
        const delivery = signed({ type: 'é' });
        const event = lambda(delivery, isBase64Encoded);
        // What is no answer of its own shape, API Gateway turns into JSON and a 200.
        deepEqual(JSON.parse(JSON.stringify(await handler(event))), { statusCode: 500 });
        equal(told[0].code, 'ERR_REQUEST_TYPE');
        equal(written(told[0].message, { unwrapWebhook, Buffer, event, secret }).id, delivery.id);
      }
    },
  "Fastify's request names Fastify's adapter": async () => {
    const { default: server } = await import('fastify');
    const app = server();
    const { handler, told } = handling();
    app.post('/', async (given, reply) => reply.code((await handler(given)).status).send());
    equal((await app.inject({ method: 'POST', url: '/', payload: {} })).statusCode, 500);
    match(told[0].message, /hookproof\/fastify/);
    await app.close();
  },
  'anything else is told as well': async () => {
    const others = [
      undefined,
      null,
      'a text',
      7,
      {},
      [],
      new Headers(),
      new URL('http://localhost'),
      new Uint8Array(3),
      () => {},
      Promise.resolve(request()),
    ];
    for (const given of others) {
      const { handler, told, processed } = handling();
      equal((await handler(given)).status, 500);
      deepEqual([told.length, told[0].code, processed.length], [1, 'ERR_REQUEST_TYPE', 0]);
      await rejects(verifyRequest(given, secret), isRequestType);
    }
  },
  'a Request of another realm or library is one': async () => {
    const delivery = signed();
    const body = new TextEncoder().encode(delivery.body);
    const headers = new Headers(delivery.headers);
    const another = runInContext(
      '({ method: "POST", headers, bodyUsed: false, body, arrayBuffer: async () => bytes.buffer })',
      createContext({ headers, body: undefined, bytes: body }),
    );
    equal((await verifyRequest(another, secret)).id, delivery.id);
    // As node-fetch makes it: the body is a stream of Node's.
    const nodeFetch = {
      method: 'POST',
      headers,
      bodyUsed: false,
      body: { pipe() {} },
      arrayBuffer: async () => body.buffer,
    };
    equal((await verifyRequest(nodeFetch, secret)).id, delivery.id);
    const { handler, processed } = handling();
    equal((await handler(nodeFetch)).status, 204);
    deepEqual(processed, [delivery.id]);
  },
  'an adapter in the framework of another is a 500 that says so': async () => {
    const message = ({ code, message }) => `${code} ${message}`;
    const asHono = (handler) => {
      const app = new Hono().post('/', handler);
      app.onError((error, c) => c.text(message(error), 500));
      return getRequestListener(app.fetch);
    };
    const asExpress = async (version, handler) => {
      const { default: framework } = await import(version);
      const app = framework().post('/', handler);
      app.use((error, req, res, next) => res.status(500).send(message(error)));
      return app;
    };
    const wrong = {
      "Express's in Hono": asHono(express(secret)),
      "Hono's in Express 5": await asExpress('express', hono(secret)),
      "Hono's in Express 4": await asExpress('express4', hono(secret)),
    };
    for (const [name, listener] of Object.entries(wrong)) {
      const { status, body } = await answered(listener);
      equal(status, 500, name);
      match(
        body,
        /^ERR_REQUEST_TYPE hookproof\/(express|hono) is called with something else .* hookproof\/express, \/fastify/,
        name,
      );
    }
    const { default: server } = await import('fastify');
    const app = server();
    app.post('/', { preHandler: express(secret) }, () => 'processed');
    const { statusCode, body } = await app.inject({ method: 'POST', url: '/', payload: {} });
    deepEqual([statusCode, JSON.parse(body).code], [500, 'ERR_REQUEST_TYPE']);
    await app.close();
    await rejects(async () => express(secret)(request(), {}, {}), isRequestType);
  },
  'an adapter that is not called first, or with options alone, says how to call it': async () => {
    const first = {
      name: 'WebhookConfigError',
      code: 'ERR_SECRET_KIND',
      message: /^first comes the secret/,
    };
    for (const [name, make] of Object.entries({ express, fastify, hono })) {
      for (const given of [
        [{ secret }],
        [{ maxBodyBytes: 1000 }],
        [request(), {}, () => {}],
        [Promise.resolve(secret)],
      ]) {
        await rejects(async () => make(...given), first, name);
      }
    }
    for (const given of [[secret, {}], [request()], [() => {}]]) {
      await rejects(async () => webhookHandler(...given), {
        code: 'ERR_OPTION',
        message: /webhookHandler\(\{ secret, onEvent \}\)/,
      });
    }
    const { status } = await answered(async (req, res) => {
      try {
        express(req, res, () => res.writeHead(204).end());
      } catch ({ code }) {
        res.writeHead(code === 'ERR_SECRET_KIND' ? 500 : 204).end();
      }
    });
    equal(status, 500);
  },
};
