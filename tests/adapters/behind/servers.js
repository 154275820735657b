/**
 * Servers on which something reads the body behind `webhook()`. Each answers with the bytes that
 * were read there, and says which of `readers` it has: the header `x-reader` chooses one.
 */
import http from 'node:http';
import http2 from 'node:http2';
import { webhook } from 'hookproof/express';
import { webhook as fastifyWebhook } from 'hookproof/fastify';
import { memoryReplayStore } from 'hookproof/replay';
import middie from '@fastify/middie';
import * as honoServer from '@hono/node-server';
import * as honoServer1 from 'hono-node-server1';
import { createProxyMiddleware } from 'http-proxy-middleware';
import Koa from 'koa';
import multer from 'multer';
import { stop } from '../applications/on-node.js';
import { honoOnNode, honoBehindMiddleware } from './hono.js';
import { readers } from './readers.js';
import { anyBytes, LIMIT, secret, seen } from './secret.js';

const options = () => ({ verify: anyBytes, maxBodyBytes: LIMIT, replay: memoryReplayStore() });

async function listening(server, close = () => stop(server)) {
  if (!server.listening) await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/hook`, server, stop: close };
}

/** Reads what is left, and tells it. A request whose bytes are gone would never be answered. */
const answer = async (request, response) => {
  const bytes = await readers[request.headers['x-reader']](request);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(seen(bytes)));
};

const nodes = (name, { createServer }) => ({
  name,
  reads: Object.keys(readers),
  async start() {
    const verified = webhook(secret, options());
    const server = createServer((request, response) => {
      const fail = (error) => response.writeHead(500).end(error.stack);
      verified(request, response, (error) =>
        error ? fail(error) : answer(request, response).catch(fail),
      );
    });
    return listening(server);
  },
});

/**
 * A promise of whether the middleware has passed the request on, for frameworks that wait for one.
 */
const koa = {
  name: 'Koa 3',
  reads: Object.keys(readers),
  async start() {
    const app = new Koa();
    const verified = webhook(secret, options());
    app.use(async (ctx, next) => {
      ctx.respond = false;
      await new Promise((resolve, reject) => {
        ctx.res.once('close', resolve);
        verified(ctx.req, ctx.res, (error) => (error ? reject(error) : resolve(next())));
      });
    });
    app.use(({ req, res }) => answer(req, Object.assign(res, { statusCode: 200 })));
    return listening(http.createServer(app.callback()));
  },
};

/** With the parsers that come with it, with uploads, and as a proxy. */
const expressServer = (name, version) => ({
  name,
  reads: [
    ...Object.keys(readers),
    'express.json()',
    'express.raw()',
    'express.text()',
    'express.urlencoded()',
    'multer',
    'a proxy',
  ],
  async start() {
    const { default: express } = await import(version);
    const upstream = await nodes('upstream', http).start();
    const any = { type: () => true, limit: '10mb' };
    const parsers = {
      'express.json()': [
        express.json({ ...any, strict: false }),
        ({ body }) => JSON.stringify(body),
      ],
      'express.raw()': [express.raw(any), ({ body }) => body],
      'express.text()': [express.text(any), ({ body }) => body],
      'express.urlencoded()': [
        express.urlencoded({ ...any, extended: false }),
        ({ body }) => Object.keys(body)[0],
      ],
      multer: [multer().single('file'), ({ file }) => file.buffer],
      'a proxy': [
        createProxyMiddleware({
          target: new URL(upstream.url).origin,
          headers: { 'x-reader': 'for await' },
        }),
      ],
    };
    const app = express();
    app.use(webhook(secret, options()));
    app.use((request, response, next) => {
      const [parser, bytesOf] = parsers[request.headers['x-reader']] ?? [];
      if (parser === undefined) return void answer(request, response).catch(next);
      parser(request, response, (error) =>
        error ? next(error) : response.json(seen(bytesOf(request))),
      );
    });
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.on('listening', resolve));
    return listening(server, () => Promise.all([stop(server), upstream.stop()]));
  },
});

/**
 * The middleware under middie, before Fastify's parsers: its own for JSON, and one that keeps the
 * bytes.
 */
const fastifyUnderMiddie = {
  name: 'Fastify 5 under middie',
  reads: ["Fastify's JSON parser", 'a parser of its own'],
  async start() {
    const { default: fastify } = await import('fastify');
    const app = fastify({ forceCloseConnections: true, bodyLimit: 2 * LIMIT });
    await app.register(middie);
    app.use('/hook', webhook(secret, options()));
    app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_, body, done) =>
      done(null, body),
    );
    app.addHook('onRequest', async ({ headers }) => {
      headers['content-type'] =
        headers['x-reader'] === 'a parser of its own'
          ? 'application/octet-stream'
          : 'application/json';
    });
    app.post('/hook', async ({ body }) =>
      seen(Buffer.isBuffer(body) ? body : JSON.stringify(body)),
    );
    await app.listen({ port: 0, host: '127.0.0.1' });
    return listening(app.server, () => app.close());
  },
};

/**
 * The route's own options, with a parser of the application's, a proxy's parser, which reads
 * nothing, and what reads Node's request.
 */
const fastifyServer = (name, version) => ({
  name,
  reads: ['parseAs: buffer', 'no parsing', 'request.raw', "Fastify's text parser"],
  async start() {
    const { default: fastify } = await import(version);
    const app = fastify({ forceCloseConnections: true });
    const route = () => fastifyWebhook(secret, options());
    app.register(async (scope) => {
      scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) =>
        done(null, body),
      );
      scope.post('/parseAs: buffer', route(), async ({ body }) => seen(body));
    });
    app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_, payload, done) => done(null, payload));
      scope.post('/no parsing', route(), async ({ body }) =>
        seen(await readers['for await'](body)),
      );
    });
    app.post("/Fastify's text parser", route(), async ({ body }) => seen(body));
    app.post('/request.raw', route(), async ({ raw }) => seen(await readers['for await'](raw)));
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { ...(await listening(app.server, () => app.close())), isByPath: true };
  },
});

export const servers = [
  nodes("Node's http", http),
  { ...nodes("Node's http2", http2), isHttp2: true },
  koa,
  expressServer('Express 5', 'express'),
  expressServer('Express 4', 'express4'),
  fastifyUnderMiddie,
  fastifyServer('Fastify 5', 'fastify'),
  fastifyServer('Fastify 4', 'fastify4'),
  ...Object.entries({
    'Hono on Node': honoServer,
    'Hono on Node, its server 1': honoServer1,
  }).flatMap(([name, server]) => [
    honoOnNode(name, server, http),
    { ...honoOnNode(`${name}, HTTP/2`, server, http2), isHttp2: true },
    honoBehindMiddleware(name, server),
  ]),
];
