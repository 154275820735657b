/**
 * What only a server on Node can get wrong: bodies that others have read, and connections that it
 * keeps.
 */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { eatenAt } from './cases/bodies.js';
import { dial, eventOf, rawRequest, send, signed, until } from './http.js';

const takes =
  (path) =>
  async ({ url }) => {
    const delivery = signed();
    equal((await send(url + path, delivery)).status, 204);
    equal(
      (
        await send(url + path, {
          ...delivery,
          body: delivery.body.replace('completed', 'cancelled'),
        })
      ).status,
      401,
    );
  };

const refusesLarge =
  (path) =>
  async ({ url }) => {
    equal((await send(url + path, signed(eventOf(1000)))).status, 413);
    equal((await send(url + path, signed(eventOf(500)))).status, 204);
  };

const buffered = {
  'a Buffer in the body is taken': takes('/buffered'),
  'a rawBody of bytes is taken': takes('/raw-body'),
  'a rawBody of text is taken': takes('/raw-body-text'),
  'a Buffer over the limit is a 413': refusesLarge('/small-buffered'),
  'a request that somebody decodes is a 500 that says what to change': (server) =>
    eatenAt(server, '/decoded', /setEncoding/),
};

/** JSON that parsers of frameworks refuse or change. */
const authentic = {
  'a __proto__': '{"__proto__":1}',
  'a __proto__ with properties': '{"__proto__":{"polluted":true},"type":"job.completed"}',
  'a __proto__ in other letters': '{"data":{"\\u005f_pr\\u006fto__":{"polluted":true}}}',
  'a constructor with a prototype': '{"constructor":{"prototype":{"polluted":true}}}',
  'a constructor in a list': '[{"constructor":{"prototype":1}}]',
  'a name that is given twice': '{"type":"a","type":"job.completed"}',
  'a number that is too large': '{"n":1e400,"m":123456789012345678901234567890}',
  null: 'null',
  'a text': '"__proto__"',
  'a number': '0',
  false: 'false',
  'an empty list': '[]',
  'white space around': ' \n{"type":"job.completed"}\r\n',
};

const lingering = {
  'a sender that goes on after its 413 is cut off': async (server) => {
    const delivery = signed(eventOf(1000));
    const { socket, closed, answer } = await dial(
      server.url,
      rawRequest(`${server.url}/small`, delivery, { declared: 1e9, sent: '' }),
    );
    match(await answer(), /^HTTP\/1\.1 413 /);
    const piece = Buffer.alloc(64 * 1024);
    const feed = () => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', feed);
    feed();
    await closed;
    // What it took, and what the two ends of the connection had in their buffers.
    ok(socket.bytesWritten < 50e6, `${socket.bytesWritten} bytes were taken`);
  },
  'a sender that stops after its 401 is cut off': async (server) => {
    const delivery = { ...signed(eventOf(1000)), headers: {} };
    const start = Date.now();
    const { closed, answer } = await dial(
      server.url,
      rawRequest(`${server.url}/plain`, delivery, { sent: delivery.body.slice(0, 500) }),
    );
    match(await answer(), /^HTTP\/1\.1 401 /);
    await closed;
    ok(Date.now() - start < 4000, 'it was kept for long');
  },
  'nobody waits any longer for a body that was given up': async ({ url, server }) => {
    const delivery = signed(eventOf(1000));
    const arrived = new Promise((resolve) => server.once('request', resolve));
    const { socket, answer } = await dial(
      url,
      rawRequest(`${url}/impatient`, delivery, { sent: delivery.body.slice(0, 500) }),
    );
    match(await answer(), /^HTTP\/1\.1 401 /);
    equal((await arrived).listenerCount('readable'), 0);
    socket.destroy();
  },
};

export const onExpress = {
  ...buffered,
  ...lingering,
  'a body that express.json() has read is a 500 that says what to change': (server) =>
    eatenAt(server, '/parsed', /express\.raw/),
  'a body that express.text() has read is a 500 that says what to change': (server) =>
    eatenAt(server, '/text', /express\.raw/),
  'a parser that leaves this content type alone does no harm': takes('/parsed-elsewhere'),
  'what a timeout has answered is not processed': async ({ url }) => {
    const delivery = signed();
    equal((await send(`${url}/answered-by-a-timeout`, delivery)).status, 503);
    const { processed } = JSON.parse((await send(`${url}/log`, { method: 'GET' })).body);
    deepEqual(
      processed.filter(({ id }) => id === delivery.id),
      [],
    );
  },
};

export const onFastify = {
  ...buffered,
  ...lingering,
  'a body that cannot be inflated is a 401, whoever waits for what meanwhile': async ({ url }) => {
    const broken = (path) => rawRequest(url + path, { ...signed(), body: 'no gzip' });
    // In the last one its answer waits for that of the request before it.
    const requests = [
      broken('/inflated'),
      broken('/inflated-found'),
      `GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n${broken('/inflated')}`,
    ];
    for (const request of requests) {
      const { socket, text } = await dial(url, request);
      await until(() => text().includes('HTTP/1.1 401 '), 'the refusal');
      socket.destroy();
    }
    equal((await send(`${url}/plain`, signed())).status, 204, 'it still works');
  },
  'a sender that stops after its 401 is cut off also where a hook inflates': async ({ url }) => {
    const delivery = { ...signed(eventOf(1000)), headers: {} };
    const start = Date.now();
    const { closed, answer } = await dial(
      url,
      rawRequest(`${url}/inflated`, delivery, { sent: '' }),
    );
    match(await answer(), /^HTTP\/1\.1 401 /);
    await closed;
    ok(Date.now() - start < 4000, 'it was kept for long');
  },
  'a body that a hook inflates is taken': async ({ url }) => {
    for (const event of [undefined, eventOf(2000)]) {
      const { headers, body } = signed(event);
      const statusOf = async (text) =>
        (
          await send(`${url}/inflated`, {
            headers: { ...headers, 'content-encoding': 'gzip' },
            body: gzipSync(text),
          })
        ).status;
      deepEqual([await statusOf(`${body} `), await statusOf(body)], [401, 204]);
    }
  },
  ...Object.fromEntries(
    Object.entries(authentic).map(([name, text]) => [
      `${name} is delivered`,
      async ({ url }) => {
        const { status, body } = await send(`${url}/event`, signed(undefined, { text }));
        deepEqual(
          [status, JSON.parse(body)],
          [200, { isBody: true, text: JSON.stringify(JSON.parse(text)), polluted: [] }],
        );
      },
    ]),
  ),
  'the headers are there for whoever asks after Fastify has looked for a body': async ({ url }) => {
    const { headers, body } = signed();
    const got = await send(`${url}/headers`, {
      headers: { ...headers, 'content-type': 'text/plain' },
      body,
    });
    equal(got.status, 200, got.body);
    const { 'content-type': type, 'x-added': added, 'webhook-id': id } = JSON.parse(got.body);
    deepEqual([type, added, id], ['application/json', 'yes', headers['webhook-id']]);
  },
  'a hook that asks for the headers before Fastify does no harm': async ({ url }) => {
    const { headers, body: text } = signed();
    const { status, body } = await send(`${url}/headers-asked-before`, {
      headers: { ...headers, 'x-own': 'yes' },
      body: text,
    });
    const event = JSON.parse(text);
    deepEqual([status, JSON.parse(body)], [200, { body: event, event, seen: 'yes' }]);
  },
  'a parser behind a hook that keeps the bytes, or makes a stream of its own, gets what was verified':
    async ({ url }) => {
      for (const path of ['/kept-beside-others', '/objects']) {
        const delivery = signed();
        const { status, body } = await send(url + path, delivery);
        deepEqual([status, body], [200, delivery.body], path);
      }
    },
  'a schema for each type of content works': async ({ url }) => {
    const as = (delivery, type) => ({
      ...delivery,
      headers: { ...delivery.headers, 'content-type': type },
    });
    for (const type of ['application/json', 'text/plain']) {
      equal((await send(`${url}/with-content-schema`, as(signed(), type))).status, 204);
      equal(
        (await send(`${url}/with-content-schema`, as(signed({ type: 'job.completed' }), type)))
          .status,
        400,
      );
    }
  },
  "a parser of the application's gets the same bytes": async ({ url }) => {
    for (const text of Object.values(authentic))
      equal((await send(`${url}/own-parser`, signed(undefined, { text }))).body, text);
  },
  'a schema for the body works': async ({ url }) => {
    equal((await send(`${url}/with-schema`, signed())).status, 204);
    equal((await send(`${url}/with-schema`, signed({ type: 'job.completed' }))).status, 400);
    equal((await send(`${url}/with-schema`, { ...signed(), body: '{}' })).status, 401);
  },
  'other routes keep their parsers': async ({ url }) => {
    const { status, body } = await send(`${url}/no-webhook`, {
      headers: { 'content-type': 'application/json' },
      body: '{"a":1}',
    });
    deepEqual([status, body], [200, '{"got":{"a":1}}']);
  },
};

export const onFetch = {
  'another method is a 405': async ({ url }) => {
    for (const method of ['GET', 'PUT']) {
      const { status, headers } = await send(`${url}/plain`, { ...signed(), method });
      deepEqual([status, headers.allow, headers['cache-control']], [405, 'POST', 'no-store']);
    }
  },
};

export { lingering as onConnect };
