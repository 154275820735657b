import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { webhook } from 'hookproof/fastify';
import { log, makeRoutes, processWebhook, secrets } from '../routes.js';

/** Returns the same application on either version of Fastify. */
export const fastifyServer = (name, version, options) => ({
  name,
  isInProcess: true,
  async start() {
    const { default: fastify } = await import(version);
    // Without logs, and without keeping connections open when it is closed.
    const app = fastify({ forceCloseConnections: true, ...options });
    const add = (to, path, { secret, options }, more = {}) => {
      const onRefused = (error, request) =>
        void log.refused.push({ path, code: error.code, id: request.headers['webhook-id'] });
      to.post(
        path,
        { ...webhook(secret, { ...options, onRefused }), ...more },
        async (request, reply) => {
          if (JSON.stringify(request.body) !== JSON.stringify(request.webhook.event))
            throw new Error('the body is not the event');
          return reply.code(await processWebhook(path, request.webhook)).send();
        },
      );
    };
    for (const [path, route] of Object.entries(makeRoutes())) add(app, path, route);

    const plain = { secret: secrets[0] };
    const kept = async (request, _, payload) => {
      const pieces = [];
      for await (const piece of payload) pieces.push(piece);
      return Buffer.concat(pieces);
    };
    const before = (path, preParsing, options) =>
      app.register(async (scope) => {
        scope.addHook('preParsing', preParsing);
        add(scope, path, { ...plain, options });
      });
    before('/raw-body', async (request, reply, payload) => {
      request.rawBody = await kept(request, reply, payload);
    });
    before('/raw-body-text', async (request, reply, payload) => {
      request.rawBody = String(await kept(request, reply, payload));
    });
    before('/buffered', async (request, reply, payload) => {
      request.raw.body = await kept(request, reply, payload);
    });
    before(
      '/small-buffered',
      async (request, reply, payload) => {
        request.rawBody = null;
        request.raw.rawBody = await kept(request, reply, payload);
      },
      { maxBodyBytes: 1000 },
    );
    const inflate = async (request, _, payload) => {
      const inflated = payload.pipe(createGunzip());
      inflated.receivedEncodedLength = 0;
      payload.on('data', ({ length }) => {
        inflated.receivedEncodedLength += length;
      });
      return inflated;
    };
    before('/inflated', inflate);
    app.register(async (scope) => {
      scope.addHook('preParsing', inflate);
      add(scope, '/inflated-found', { secret: () => sleep(50, secrets[0]) });
    });
    app.get('/slow', () => sleep(100, 'slow'));
    before(
      '/consumed',
      async (request, reply, payload) => void (await kept(request, reply, payload)),
    );
    before('/decoded', async (request, reply, payload) => void payload.setEncoding('utf8'));
    add(app, '/with-schema', plain, {
      schema: { body: { type: 'object', required: ['type', 'data'] } },
    });
    const content = {
      'application/json': { schema: { type: 'object', required: ['type', 'data'] } },
    };
    add(app, '/with-content-schema', plain, { schema: { body: { content } } });
    app.post('/event', webhook(secrets[0]), async ({ body, webhook: { event } }) => ({
      isBody: body === event,
      text: JSON.stringify(event),
      polluted: [{}, [], Object.prototype].filter((value) => 'polluted' in value),
    }));
    const headers = {
      type: 'object',
      properties: { 'content-type': { const: 'application/json' } },
      required: ['content-type'],
    };
    app.post('/headers', { ...webhook(secrets[0]), schema: { headers } }, async (request) => {
      request.headers = { 'x-added': 'yes' };
      return request.headers;
    });
    const looking = { ...webhook(secrets[0]) };
    const look = async (request, _, payload) => {
      request.seen = request.headers['x-own'];
      return payload;
    };
    looking.preParsing = [looking.preParsing, look];
    app.decorateRequest('seen', null);
    app.post('/headers-asked-before', looking, async ({ body, seen, webhook: { event } }) => ({
      body,
      event,
      seen,
    }));
    // Parsers of the application's, behind hooks that keep the bytes or give another stream.
    const behind = (path, preParsing) =>
      app.register(async (scope) => {
        scope.addHook('preParsing', preParsing);
        scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) =>
          done(null, body),
        );
        scope.post(path, webhook(secrets[0]), async ({ body }) => body);
      });
    behind('/kept-beside-others', async (request, reply, payload) => {
      request.rawBody = await kept(request, reply, payload);
      return Readable.from(['{"another":"body"}'], { objectMode: false });
    });
    behind('/objects', async (request, reply, payload) =>
      Readable.from([await kept(request, reply, payload)]),
    );
    app.register(async (scope) => {
      scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) =>
        done(null, body),
      );
      scope.post('/own-parser', webhook(secrets[0]), async ({ body }) => String(body));
    });
    // Other routes keep their parsers.
    app.post('/no-webhook', async (request) => ({ got: request.body }));

    app.get('/log', async () => log);
    app.setErrorHandler((error, request, reply) => {
      log.errors.push({ path: request.url, code: error.code, message: error.message });
      reply.code(error.statusCode ?? 500).send();
    });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    return { url, server: app.server, stop: () => app.close() };
  },
});
