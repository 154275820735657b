/** What else of a request shows whether somebody has read it. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { webhook } from 'hookproof/express';
import { dial, rawRequest, send, signed } from '../http.js';
import { stop } from '../applications/on-node.js';
import { readers } from './readers.js';
import { secret } from './secret.js';

const verified = webhook(secret);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** Till the server has had its turn, so that no two bytes arrive together. */
const sleepUntilRead = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

function bytesInUse() {
  collectGarbage();
  const { heapUsed, arrayBuffers, external } = process.memoryUsage();
  return heapUsed + arrayBuffers + external;
}

/** Serves with a function of request and response, and of one that waits for the middleware. */
async function serving(handle, use) {
  const passed = (request, response) =>
    new Promise((resolve, reject) =>
      verified(request, response, (error) => (error ? reject(error) : resolve())),
    );
  const server = createServer((request, response) => {
    handle(request, response, () => passed(request, response)).catch((error) =>
      response.writeHead(500).end(error.stack),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    await stop(server);
  }
}

const listenersOf = (request) =>
  Object.fromEntries(
    ['data', 'readable', 'end', 'error', 'close', 'aborted'].map((name) => [
      name,
      request.listenerCount(name),
    ]),
  );

const readReads = ({ readableDidRead, readableEnded, readableFlowing, destroyed }) => ({
  readableDidRead,
  readableEnded,
  readableFlowing,
  destroyed,
});

export const tracesOf = {
  'a request that was put back looks like one that nobody has read, and has no listener more':
    async () => {
      const looks = [];
      const look = (request) => looks.push({ ...readReads(request), ...listenersOf(request) });
      await serving(
        async (request, response, passed) => {
          look(request);
          await passed();
          await new Promise(setImmediate);
          look(request);
          response.end();
        },
        async (url) => equal((await send(url, signed())).status, 200),
      );
      deepEqual(looks[1], looks[0]);
    },
  'what nobody wants is thrown away once the answer is out, and the request closes': async () => {
    let closed;
    await serving(
      async (request, response, passed) => {
        closed = new Promise((resolve) => request.on('close', resolve));
        await passed();
        response.end();
      },
      async (url) => {
        equal((await send(url, signed())).status, 200);
        await closed;
      },
    );
  },
  'one middleware after another verifies': async () => {
    await serving(
      async (request, response, passed) => {
        await passed();
        await passed();
        response.end(await readers['for await'](request));
      },
      async (url) => {
        const delivery = signed();
        equal((await send(url, delivery)).body, delivery.body);
      },
    );
  },
  'whoever listened before hears every byte once, and the end': async () => {
    for (const chunks of [undefined, ['{"type":', '"job.completed"}']]) {
      const heard = { text: '', ends: 0 };
      await serving(
        async (request, response, passed) => {
          request.on('data', (piece) => {
            heard.text += piece;
          });
          request.on('end', () => heard.ends++);
          await passed();
          response.end(await readers["on('data')"](request));
        },
        async (url) => {
          const { body } = await send(url, {
            ...signed(undefined, { text: '{"type":"job.completed"}' }),
            chunks,
            pauseMs: 5,
          });
          equal(body, '{"type":"job.completed"}');
        },
      );
      deepEqual(heard, { text: '{"type":"job.completed"}', ends: 1 });
    }
  },
  'a parser that is told to be lenient lets nothing over the limit in beside a declared length':
    async () => {
      const text = '{"amount":1}';
      const passed = [];
      const limited = webhook(secret, { maxBodyBytes: 1000 });
      const server = createServer({ insecureHTTPParser: true }, (request, response) =>
        limited(request, response, async () => {
          passed.push((await readers['for await'](request)).length);
          response.end();
        }),
      );
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${server.address().port}/`;
      const { headers } = signed(undefined, { text });
      const chunks = [text, 'x'.repeat(5000), '']
        .map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
        .join('');
      const given = { headers: { ...headers, 'transfer-encoding': 'chunked' }, body: '' };
      const { socket, answer } = await dial(
        url,
        rawRequest(url, given, { declared: text.length, sent: chunks }),
      );
      match(await answer(), /^HTTP\/1\.1 413 /);
      socket.destroy();
      deepEqual(passed, []);
      await stop(server);
    },
  'a body that comes byte by byte takes a few times its size': async () => {
    const bytes = 20_000;
    const delivery = signed(undefined, { text: JSON.stringify('x'.repeat(bytes)) });
    await serving(
      async (_, response, passed) => {
        await passed();
        response.end();
      },
      async (url) => {
        const { socket, answer } = await dial(url, rawRequest(url, delivery, { sent: '' }));
        socket.setNoDelay();
        const before = bytesInUse();
        for (const byte of delivery.body.slice(0, bytes)) {
          await new Promise((resolve) => socket.write(byte, resolve));
          await sleepUntilRead();
        }
        const grown = bytesInUse() - before;
        socket.write(delivery.body.slice(bytes));
        match(await answer(), /^HTTP\/1\.1 200 /);
        socket.destroy();
        ok(grown < 50 * bytes, `${grown} bytes for ${bytes}`);
      },
    );
  },
  'bytes that somebody keeps are his: a webhook has others': async () => {
    const bodies = [];
    await serving(
      async (request, response, passed) => {
        request.rawBody = await readers['for await'](request);
        await passed();
        bodies.push(request.rawBody, Buffer.from(request.webhook.body));
        request.rawBody.fill(0);
        bodies.push(Buffer.from(request.webhook.body));
        response.end();
      },
      async (url) => equal((await send(url, signed())).status, 200),
    );
    deepEqual(bodies[2], bodies[1]);
  },
  'a sender that waits to be asked for the body is asked': async () => {
    await serving(
      async (request, response, passed) => {
        await passed();
        response.end(await readers['for await'](request));
      },
      async (url) => {
        const { headers, body } = signed();
        const delivery = {
          headers: { ...headers, expect: '100-continue', connection: 'close' },
          body,
        };
        const { socket, answer, closed, text } = await dial(
          url,
          rawRequest(url, delivery, { sent: '' }),
        );
        match(await answer(), /^HTTP\/1\.1 100 Continue/);
        socket.write(body);
        await closed;
        match(text(), /HTTP\/1\.1 200 OK/);
        match(text(), /job\.completed/);
      },
    );
  },
};
