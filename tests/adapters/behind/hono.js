/** What reads the body behind `webhook()` of Hono, on its server for Node. */
import { equal } from 'node:assert/strict';
import http from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { webhook } from 'hookproof/hono';
import { memoryReplayStore } from 'hookproof/replay';
import { Hono } from 'hono';
import { signed } from '../http.js';
import { LIMIT, secret, seen } from './secret.js';

const readers = {
  'c.req.text()': (c) => c.req.text(),
  'c.req.arrayBuffer()': (c) => c.req.arrayBuffer(),
  'c.req.raw.arrayBuffer()': (c) => c.req.raw.arrayBuffer(),
  'the stream of c.req.raw': (c) => new Response(c.req.raw.body).arrayBuffer(),
  'a clone of c.req.raw': (c) => c.req.raw.clone().arrayBuffer(),
  'another Request': (c) => new Request('http://localhost/', c.req.raw).arrayBuffer(),
};

/** What a middleware before it may have done with the request, and left it to be read. */
const before = {
  'who asked for its signal': (c) => void c.req.raw.signal,
  'who looked at its stream': (c) => void c.req.raw.body,
  'who read a clone of it': (c) => c.req.raw.clone().text(),
  'who made another of it': (c) => {
    c.req.raw = new Request(c.req.raw);
  },
};

const readerOf = (name) => readers[name] ?? readers['c.req.arrayBuffer()'];

/** What is verified is the request that Hono has, and not the one that came to Node. */
export const honoWithAnother = {
  name: 'Hono on Node, where a middleware puts another request in its place',
  async start() {
    const app = new Hono();
    app.use(async (c, next) => {
      const { method, headers } = c.req.raw;
      c.req.raw = new Request(c.req.url, { method, headers, body: 'another' });
      await next();
    });
    app.post('/hook', webhook(secret, { jsonParse: false }), (c) => c.body(null, 204));
    return listening(http.createServer(getRequestListener(app.fetch)));
  },
  tests: ({ url, post }) => ({
    async 'its body is not the one that was signed'() {
      const { headers, body } = signed();
      equal((await post(url, { headers, body })).status, 401);
    },
  }),
};

export const honoOnNode = (name, { createServer }) => ({
  name,
  reads: [...Object.keys(readers), ...Object.keys(before)],
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
