/** What reads the body behind `webhook()` of Hono, on its server for Node. */
import { deepEqual, equal } from 'node:assert/strict';
import http from 'node:http';
import { webhook } from 'hookproof/hono';
import { memoryReplayStore } from 'hookproof/replay';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { verifyRequest } from 'hookproof';
import { signed } from '../http.js';
import { LIMIT, secret, seen } from './secret.js';

const readers = {
  'c.req.text()': (c) => c.req.text(),
  'c.req.arrayBuffer()': (c) => c.req.arrayBuffer(),
  'c.req.raw.arrayBuffer()': (c) => c.req.raw.arrayBuffer(),
  'the stream of c.req.raw': (c) => new Response(c.req.raw.body).arrayBuffer(),
  'a clone of c.req.raw': (c) => c.req.raw.clone().arrayBuffer(),
  'another Request': (c) => new Request('http://localhost/', c.req.raw).arrayBuffer(),
  'a clone from before': (c) => c.var.copy.arrayBuffer(),
};

/** What a middleware before it may have done with the request, and left it to be read. */
const before = {
  'who asked for its signal': (c) => void c.req.raw.signal,
  'who looked at its stream': (c) => void c.req.raw.body,
  'who read a clone of it': (c) => c.req.raw.clone().text(),
  'who made another of it': (c) => {
    c.req.raw = new Request(c.req.raw);
  },
  'a clone from before': (c) => c.set('copy', c.req.raw.clone()),
};

const readerOf = (name) => readers[name] ?? readers['c.req.arrayBuffer()'];

/** What is verified is the request that Hono has, and not the one that came to Node. */
const changes = {
  'another body': async (c, next) => {
    const { method, headers } = c.req.raw;
    c.req.raw = new Request(c.req.url, { method, headers, body: 'another' });
    await next();
  },
  'no signature': async (c, next) => {
    c.req.raw.headers.delete('webhook-signature');
    await next();
  },
};

export const honoBehindMiddleware = (name, { getRequestListener }) => ({
  name: `${name}, where middleware has its own way with the request`,
  async start() {
    const app = new Hono();
    const options = { jsonParse: false };
    const ended = (c) => c.body(null, 204);
    for (const [name, change] of Object.entries(changes))
      app.post(`/${name.replace(' ', '-')}`, change, webhook(secret, options), ended);
    app.all('/any-method', webhook(secret, options), ended);
    const verify = async (...given) => {
      const { body: _, ...rest } = await verifyRequest(...given);
      // A real Headers.
      if (![...given[0].headers].some(([name]) => name === 'webhook-id')) throw new Error('none');
      return rest;
    };
    app.post('/own-verify', webhook(secret, { ...options, verify }), ended);
    const asking = (c, next) => {
      const passed = next();
      void c.req.raw.body;
      return passed;
    };
    const read = async (c) => c.text(await c.req.text());
    app.post('/asked-in-passing', asking, webhook(secret, options), read);
    app.post('/limited', bodyLimit({ maxSize: LIMIT }), webhook(secret, options), read);
    return listening(http.createServer(getRequestListener(app.fetch)));
  },
  tests({ url, post }) {
    const { headers, body } = signed();
    const send = (path) => post(new URL(path, url), { headers, body });
    const reads = async (path) => deepEqual(await send(path), { status: 200, body });
    return {
      'a body that was put in its place is refused': async () =>
        equal((await send('/another-body')).status, 401),
      'a header that was taken away is missing': async () =>
        equal((await send('/no-signature')).status, 401),
      'a `verify` of the application gets a request, and need give no body': async () =>
        equal((await send('/own-verify')).status, 204),
      'who asks for the stream in passing takes nothing away': () => reads('/asked-in-passing'),
      'neither does the limit of Hono': () => reads('/limited'),
      async 'a GET has no body'() {
        const statusOf = (method) =>
          new Promise((resolve, reject) => {
            const length = { 'content-length': Buffer.byteLength(body) };
            http
              .request(new URL('/any-method', url), { method, headers: { ...headers, ...length } })
              .on('response', ({ statusCode }) => resolve(statusCode))
              .on('error', reject)
              .end(body);
          });
        deepEqual([await statusOf('POST'), await statusOf('GET')], [204, 401]);
      },
    };
  },
});

export const honoOnNode = (name, { getRequestListener }, { createServer }) => ({
  name,
  reads: Object.keys({ ...readers, ...before }),
  async start() {
    const app = new Hono();
    app.post(
      '/:reader',
      async (c, next) => {
        await before[c.req.param('reader')]?.(c);
        await next();
      },
      webhook(secret, { jsonParse: false, maxBodyBytes: LIMIT, replay: memoryReplayStore() }),
      async (c) => c.json(seen(await readerOf(c.req.param('reader'))(c))),
    );
    app.onError((error, c) => c.text(error.stack, 500));
    return { ...(await listening(createServer(getRequestListener(app.fetch)))), isByPath: true };
  },
});

async function listening(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/hook`,
    async stop() {
      server.close();
      server.closeAllConnections?.();
    },
  };
}
