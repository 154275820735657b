/** `listen --forward`: an application behind it, and what comes back. */
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { gzipSync } from 'node:zlib';
import {
  answering,
  isAuthentic,
  post,
  raw,
  signed,
  withServer,
  withSocketServer,
} from './receivers-and-senders.js';
import { jsonLines } from './shell.js';

/** POSTs, and gives the answer with its body. */
async function ask(url, body, headers) {
  const sent = request(url, { method: 'POST', headers, agent: false });
  sent.end(body);
  const [response] = await once(sent, 'response');
  const pieces = [];
  for await (const piece of response) pieces.push(piece);
  const { statusCode: status, statusMessage: text, rawHeaders, rawTrailers } = response;
  return {
    status,
    text,
    headers: response.headers,
    rawHeaders,
    rawTrailers,
    body: Buffer.concat(pieces),
  };
}

const asked = (shell, url, headers = {}) =>
  ask(url, shell.event, { ...signed(shell.event, shell.secret), ...headers });
const pairsOf = (raw) => raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1]]] : []));

/** Calls `use` with a receiver that forwards to an application. */
const forwarding = (shell, listener, use, options = '') =>
  withServer(listener, (url, received) =>
    shell.listening(`--forward ${url}/webhook ${options}`, (receiver) => use(receiver, received)),
  );

export const forward = {
  'an authentic delivery is handed on with its own headers and bytes': async (shell) => {
    await forwarding(shell, answering(202, {}, 'thank\nyou'), async (receiver, received) => {
      const own = [
        ...Object.entries(signed(shell.event, shell.secret)),
        ['X-Twice', '1'],
        ['x-twice', '2'],
        ['user-agent', 'Sender/1'],
      ];
      const hops = [
        ['Connection', 'close, X-Hop'],
        ['x-hop', '1'],
        ['TE', 'trailers'],
        ['keep-alive', 'timeout=5'],
        ['expect', '100-continue'],
      ];
      assert.equal(
        (await post(`${receiver.url}?a=b`, shell.event, [...own, ...hops])).statusCode,
        202,
      );
      const [{ method, url, headers, rawHeaders, body }] = received;
      assert.deepEqual([method, url, body.toString()], ['POST', '/webhook?a=b', shell.event]);
      assert.ok(isAuthentic(received[0], shell.secret));
      assert.ok(
        headers.host !== new URL(receiver.url).host && headers.host.startsWith('127.0.0.1:'),
      );
      assert.deepEqual(
        pairsOf(rawHeaders).filter(([name]) => !/^(host|connection|content-length)$/i.test(name)),
        own,
      );
      assert.match(
        await receiver.line(/forwarded to/),
        /^ {4}forwarded to http:\S+\/webhook\?a=b: 202 Accepted, [\d.]+ ms$/,
      );
      await receiver.line(/^ {6}you$/);
    });
  },

  'bytes that are no text arrive as they are, and a trailer does not count': async (shell) => {
    const body = Buffer.from([0xff, 0x00, 0x0d, 0x0a, 0xef, 0xbb, 0xbf]);
    shell.write('binary', body);
    await forwarding(shell, answering(204), async ({ url }, received) => {
      assert.equal(
        (await ask(url, body, jsonLines(await shell.output('hookproof sign binary --json'))[0]))
          .status,
        204,
      );
      const chunked = Object.entries(signed('{}', shell.secret)).map(
        (pair) => `${pair.join(': ')}\r\n`,
      );
      const head = `POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ntransfer-encoding: chunked\r\ntrailer: x\r\n${chunked.join('')}\r\n`;
      assert.match(await raw(url, `${head}2\r\n{}\r\n0\r\nx: 1\r\n\r\n`), /^HTTP\/1.1 204 /);
      assert.deepEqual(
        received.map((each) => each.body),
        [body, Buffer.from('{}')],
      );
      assert.deepEqual(
        [received[1].headers['content-length'], received[1].headers.trailer],
        ['2', undefined],
      );
    });
  },

  'its answer goes back: status, headers and body, of every kind': async (shell) => {
    const zipped = gzipSync('hello '.repeat(50));
    const large = Buffer.alloc(5_000_000, 'abc');
    const answers = {
      '/made': (res) =>
        res
          .writeHead(201, 'Made here', [
            'x-a',
            '1',
            'X-A',
            '2',
            'set-cookie',
            'a',
            'set-cookie',
            'b',
          ])
          .end('fine'),
      '/hops': (res) =>
        res.writeHead(200, { connection: 'x-hop', 'x-hop': '1', 'keep-alive': 'timeout=77' }).end(),
      '/zipped': (res) =>
        res
          .writeHead(200, { 'content-encoding': 'gzip', 'content-length': zipped.length })
          .end(zipped),
      '/none': (res) => res.writeHead(204).end(),
      '/same': (res) => res.writeHead(304, { etag: '"a"' }).end(),
      '/moved': (res) => res.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      '/wrong': (res) => res.writeHead(500).end('a stack trace'),
      '/large': (res) => res.writeHead(200).end(large),
      '/pieces': (res) => {
        res.writeHead(200, { trailer: 'x-sum' }).write('a');
        res.addTrailers({ 'x-sum': '5' });
        setTimeout(() => res.end('b'), 20);
      },
      '/hints': (res) => {
        res.writeContinue();
        res.writeProcessing();
        res.end('after hints');
      },
    };
    await withServer(
      ({ url }, res) => answers[url](res),
      (application) =>
        shell.listening(`--forward ${application}`, async (receiver) => {
          const to = (path) => asked(shell, new URL(path, receiver.url));
          const made = await to('/made');
          assert.deepEqual(
            [made.status, made.text, made.body.toString()],
            [201, 'Made here', 'fine'],
          );
          const several = pairsOf(made.rawHeaders).filter(([name]) =>
            /^(x-a|set-cookie)$/i.test(name),
          );
          assert.deepEqual(
            several.map(([, value]) => value),
            ['1', '2', 'a', 'b'],
          );
          const { headers } = await to('/hops');
          assert.ok(
            !('x-hop' in headers) &&
              !/77|x-hop/.test(`${headers['keep-alive']} ${headers.connection}`),
            JSON.stringify(headers),
          );
          const { body, headers: ofZipped } = await to('/zipped');
          assert.deepEqual(
            [body, ofZipped['content-encoding'], ofZipped['content-length']],
            [zipped, 'gzip', String(zipped.length)],
          );
          await receiver.line(new RegExp(`^ {6}${zipped.length} bytes of gzip$`));
          assert.deepEqual(
            [(await to('/none')).status, (await to('/same')).headers.etag],
            [204, '"a"'],
          );
          const moved = await to('/moved');
          assert.deepEqual([moved.status, moved.headers.location], [302, 'http://127.0.0.1:1/']);
          assert.equal((await to('/wrong')).status, 500);
          assert.ok((await to('/large')).body.equals(large));
          const pieces = await to('/pieces');
          assert.equal(pieces.body.toString(), 'ab');
          // Bun sends no trailers.
          if (!shell.launcher.startsWith('bun'))
            assert.deepEqual(pieces.rawTrailers, ['x-sum', '5']);
          assert.equal((await to('/hints')).body.toString(), 'after hints');
          assert.doesNotMatch(receiver.errors, /Warning/);
        }),
    );
  },

  'a refused one is explained, and not forwarded': async (shell) => {
    await forwarding(shell, answering(200), async (receiver, received) => {
      assert.equal(
        (await ask(receiver.url, 'other', signed(shell.event, shell.secret))).status,
        401,
      );
      await receiver.line(/^ {4}FAIL signature/);
      assert.equal((await ask(receiver.url, shell.event, {})).status, 401);
      assert.equal(received.length, 0);
    });
  },

  'with --forward-all it is explained and forwarded': async (shell) => {
    await forwarding(
      shell,
      answering(403),
      async (receiver, received) => {
        assert.equal(
          (await ask(receiver.url, 'other', signed(shell.event, shell.secret))).status,
          403,
        );
        await receiver.line(/403 {2}ERR_NO_MATCHING_SIGNATURE/);
        await receiver.line(/forwarded to .*: 403 Forbidden/);
        assert.deepEqual([received.length, received[0].body.toString()], [1, 'other']);
        assert.equal((await post(receiver.url, undefined, {}, { method: 'GET' })).statusCode, 405);
        assert.equal(received.length, 1);
      },
      '--forward-all',
    );
  },

  'with --json, a delivery has what became of it': async (shell) => {
    await forwarding(
      shell,
      answering(200, {}, 'fine'),
      async (receiver) => {
        await asked(shell, receiver.url);
        const { status, ok, forwarded } = JSON.parse(await receiver.line(/"delivery"/));
        const { url, milliseconds, ...rest } = forwarded;
        assert.deepEqual([status, ok, rest], [200, true, { status: 200, answer: 'fine' }]);
        assert.ok(url.endsWith('/webhook') && milliseconds > 0);
        assert.ok(JSON.parse(receiver.lines[0]).forward.endsWith('/webhook'));
      },
      '--json',
    );
  },

  'an application that is down is 502, one that hangs 504': async (shell) => {
    let closed;
    await withServer(answering(204), async (url) => (closed = url));
    await shell.listening(`--forward ${closed} --json`, async (receiver) => {
      assert.equal((await asked(shell, receiver.url)).status, 502);
      const { status, forwarded } = JSON.parse(await receiver.line(/"delivery"/));
      assert.equal(status, 502);
      assert.match(forwarded.error, /nothing listens at/);
    });
    await forwarding(
      shell,
      () => {},
      async (receiver) => {
        assert.equal((await asked(shell, receiver.url)).status, 504);
        assert.match(
          await receiver.line(/forwarded to/),
          /no answer from \S+ within 0.5 s: a longer --timeout may help$/,
        );
      },
      '--timeout 0.5',
    );
  },

  'an answer that breaks off, or does not end, is not taken for a whole one': async (shell) => {
    const half = (_, res) => res.writeHead(200, { 'content-length': 100 }).write('half');
    const breaking = (...given) => {
      half(...given);
      setTimeout(() => given[1].destroy(), 100);
    };
    for (const [listener, message] of [
      [half, /answered 200 OK, but its answer did not end within 2 s/],
      [breaking, /answered 200 OK, but its answer broke off/],
    ]) {
      await forwarding(
        shell,
        listener,
        async (receiver) => {
          await assert.rejects(asked(shell, receiver.url), /aborted|hang up|ECONNRESET/);
          assert.match(await receiver.line(/forwarded to/), message);
        },
        '--timeout 2',
      );
    }
  },

  'what is no answer is 502, and the next delivery is taken': async (shell) => {
    const answers = [
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
      'SSH-2.0-OpenSSH\r\n',
      '',
    ];
    let at = 0;
    const talking = (socket) => socket.once('data', () => socket.end(answers[at++]));
    await withSocketServer(talking, (url) =>
      shell.listening(`--forward ${url}`, async (receiver) => {
        for (const answer of answers)
          assert.equal((await asked(shell, receiver.url)).status, 502, answer);
      }),
    );
  },

  'a sender that gives up does not take the delivery from the application': async (shell) => {
    let answered;
    const slow = (_, res) => setTimeout(() => res.end('done', answered), 300);
    const done = new Promise((resolve) => (answered = resolve));
    await forwarding(shell, slow, async (receiver) => {
      const head = Object.entries(signed('{}', shell.secret)).map(
        (pair) => `${pair.join(': ')}\r\n`,
      );
      await raw(
        receiver.url,
        `POST / HTTP/1.1\r\nhost: a\r\n${head.join('')}content-length: 2\r\n\r\n{}`,
        { end: true, after: 100 },
      );
      await done;
      await receiver.line(/forwarded to .*: 200 OK/);
    });
  },

  'Ctrl+C does not wait for an application that hangs': async (shell) => {
    const arrived = [];
    await forwarding(
      shell,
      () => arrived.pop()(),
      async (receiver) => {
        const seen = new Promise((resolve) => arrived.push(resolve));
        asked(shell, receiver.url).catch(() => {});
        await seen;
        const start = performance.now();
        assert.equal((await receiver.interrupt()).code, 0);
        assert.ok(performance.now() - start < 10_000);
      },
      '--timeout 60',
    );
  },

  'one connection takes many deliveries, also after a refusal': async (shell) => {
    await forwarding(shell, answering(200, {}, 'fine'), async ({ url }) => {
      const one = (body, id) => {
        const headers = Object.entries(signed('{}', shell.secret, { id })).map(
          (pair) => `${pair.join(': ')}\r\n`,
        );
        return `POST / HTTP/1.1\r\nhost: a\r\n${headers.join('')}content-length: ${body.length}\r\n${id === 'd' ? 'connection: close\r\n' : ''}\r\n${body}`;
      };
      const text = await raw(
        url,
        one('{}', 'a') + one('[]', 'b') + one('{}', 'c') + one('{}', 'd'),
      );
      assert.deepEqual(
        [...text.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status),
        ['200', '401', '200', '200'],
      );
    });
  },

  'over https, to a certificate that is trusted': async (shell) => {
    await shell.output(
      "openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out certificate -days 2 -subj /CN=localhost -addext 'subjectAltName=DNS:localhost' 2> log",
    );
    const hosts = [];
    const listener = (req, res) => res.writeHead(hosts.push(req.headers.host) && 204).end();
    const server = createTlsServer(
      { key: shell.read('key'), cert: shell.read('certificate') },
      listener,
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const host = `localhost:${server.address().port}`;
    try {
      await shell.listening(`--forward https://${host}/`, async (receiver) => {
        assert.equal((await asked(shell, receiver.url)).status, 502);
        await receiver.line(/certificate of https:\S+ is not trusted/);
      });
      const env = { NODE_EXTRA_CA_CERTS: 'certificate', DENO_CERT: 'certificate' };
      const taken = async ({ url }) => assert.equal((await asked(shell, url)).status, 204);
      await shell.listening(`--forward https://${host}/`, taken, { env });
      assert.deepEqual(hosts, [host]);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  },

  'a sender does not choose the host': async (shell) => {
    await withServer(answering(204), (application, received) =>
      shell.listening(`--forward ${application}`, async ({ url }) => {
        const headers = Object.entries(signed('{}', shell.secret)).map(
          (pair) => `${pair.join(': ')}\r\n`,
        );
        for (const path of ['//elsewhere.invalid/a?b', 'http://elsewhere.invalid/a?b']) {
          const bytes = `POST ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n${headers.join('')}content-length: 2\r\n\r\n{}`;
          assert.match(await raw(url, bytes), /^HTTP\/1.1 204 /, path);
        }
        assert.deepEqual(
          received.map((each) => each.url),
          ['//elsewhere.invalid/a?b', '/a?b'],
        );
      }),
    );
  },

  'what cannot be forwarded to is a mistake': async (shell) => {
    assert.match(
      await shell.complaint('hookproof listen --forward localhost:3000'),
      /must begin with http:\/\//,
    );
    assert.match(await shell.complaint('hookproof listen --forward-all'), /give --forward URL/);
    assert.match(await shell.complaint('hookproof listen --timeout 5'), /give --forward URL/);
    assert.match(
      await shell.complaint('hookproof listen --forward http://localhost:1 --status 200'),
      /leave out --status/,
    );
    const port = await new Promise((resolve) =>
      withServer(answering(204), async (url) => resolve(new URL(url).port)),
    );
    assert.match(
      await shell.complaint(`hookproof listen --port ${port} --forward http://localhost:${port}/`),
      /leads back/,
    );
  },
};
