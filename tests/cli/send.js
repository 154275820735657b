import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { answering, isAuthentic, withServer, withSocketServer } from './receivers-and-senders.js';
import { jsonLines } from './shell.js';

const header = ({ rawHeaders }, name) =>
  rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1].toLowerCase() === name);

export const send = {
  'what it sends, another library takes; it prints status, time and answer': async (shell) => {
    await withServer(answering(202, {}, 'thank\nyou'), async (url, received) => {
      const text = await shell.output(`hookproof send ${url}/webhook?a=b event.json`);
      const [request] = received;
      assert.ok(isAuthentic(request, shell.secret));
      assert.deepEqual(
        [request.method, request.url, request.body.toString()],
        ['POST', '/webhook?a=b', shell.event],
      );
      assert.deepEqual(header(request, 'content-type'), ['application/json']);
      assert.equal(
        text.replace(/[\d.]+ ms/, 'N ms'),
        `sent ${request.headers['webhook-id']}: 202 Accepted, N ms\n  thank\n  you\n`,
      );
    });
  },

  'every byte arrives as it is: from a file and from standard input': async (shell) => {
    const body = Buffer.from([0xff, 0x00, 0x0d, 0x0a, 0xef, 0xbb, 0xbf]);
    shell.write('binary', body);
    await withServer(answering(204), async (url, received) => {
      await shell.output(`hookproof send ${url} binary && hookproof send ${url} - < binary`);
      assert.deepEqual(
        received.map((request) => request.body),
        [body, body],
      );
    });
  },

  'headers, an id and a timestamp can be given': async (shell) => {
    await withServer(answering(204), async (url, received) => {
      await shell.output(
        `hookproof send ${url} --body hello --id msg_1 --timestamp 5 --header 'Content-Type: text/plain' --header 'x-a: 1' --header 'x-a: 2'`,
      );
      const [request] = received;
      assert.deepEqual(
        ['content-type', 'x-a', 'webhook-id', 'webhook-timestamp'].map((name) =>
          header(request, name),
        ),
        [['text/plain'], ['1', '2'], ['msg_1'], ['5']],
      );
      assert.match(
        await shell.complaint(`hookproof send ${url} --body x --header nonsense`),
        /--header must be "name: value"/,
      );
      assert.match(
        await shell.complaint(`hookproof send ${url} --body x --header 'host: other'`),
        /follows from the address/,
      );
      assert.match(
        await shell.complaint(`hookproof send ${url} --body x --header 'x-a: \u0100'`),
        /--header must be "name: value"/,
      );
      assert.equal(received.length, 1);
    });
  },

  'a name and a password in the URL become a header': async (shell) => {
    await withServer(answering(204), async (url, received) => {
      const [before, after] = url.split('//');
      await shell.output(`hookproof send '${before}//us%40er:p%3Aw@${after}' event.json`);
      assert.deepEqual(header(received[0], 'authorization'), [`Basic ${btoa('us@er:p:w')}`]);
      assert.match(
        await shell.complaint(`hookproof send '${before}//a:%ff@${after}' event.json`),
        /well encoded/,
      );
      assert.match(
        (await shell.run("hookproof send 'http://a:b@127.0.0.1:1/' event.json")).stderr,
        /nothing listens at http:\/\/127\.0\.0\.1:1:/,
      );
    });
  },

  'an event by its type': async (shell) => {
    await withServer(answering(204), async (url, received) => {
      await shell.output(`hookproof send ${url} --event job.completed`);
      const { type, timestamp, data } = JSON.parse(received[0].body);
      assert.deepEqual(
        [type, data, new Date(timestamp).toISOString()],
        ['job.completed', {}, timestamp],
      );
      assert.ok(isAuthentic(received[0], shell.secret));
    });
  },

  'a receiver with another secret refuses, and it ends with 1': async (shell) => {
    const env = { WEBHOOK_SECRET: (await shell.output('hookproof secret')).trim() };
    await shell.listening('', async ({ url }) => {
      assert.match(await shell.output(`hookproof send ${url} event.json`), /: 204 No Content/);
      const { code, stdout } = await shell.run(`hookproof send ${url} event.json`, { env });
      assert.equal(code, 1);
      assert.match(stdout, /: 401 Unauthorized/);
    });
  },

  'whatever is tampered with, a receiver refuses it for its signature': async (shell) => {
    await shell.listening('--json', async (receiver) => {
      for (const what of ['body', 'timestamp', 'signature', 'id']) {
        const { code, stdout } = await shell.run(
          `hookproof send ${receiver.url}${what} event.json --tamper ${what} --json`,
        );
        const [{ ok, status }] = jsonLines(stdout);
        assert.deepEqual([code, ok, status], [1, false, 401], what);
        const seen = JSON.parse(await receiver.line(new RegExp(`"url":"/${what}"`)));
        assert.deepEqual(
          [seen.code, seen.checks.filter(({ ok: good }) => !good).map(({ name }) => name)],
          ['ERR_NO_MATCHING_SIGNATURE', ['signature']],
          what,
        );
      }
      assert.match(
        await shell.complaint(`hookproof send ${receiver.url} event.json --tamper everything`),
        /one of body, timestamp, signature, id/,
      );
    });
  },

  'with --expect, the right answer is another': async (shell) => {
    await withServer(answering(401), (url) =>
      shell.output(`hookproof send ${url} event.json --tamper body --expect 401`),
    );
    await withServer(answering(200), async (url) => {
      assert.equal(
        (await shell.run(`hookproof send ${url} event.json --tamper body --expect 401`)).code,
        1,
      );
    });
  },

  'many are sent, so many at a time, each a new webhook': async (shell) => {
    let [now, most] = [0, 0];
    const slow = async (_, res) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 20));
      now -= 1;
      res.writeHead(204).end();
    };
    await withServer(slow, async (url, received) => {
      const lines = jsonLines(
        await shell.output(`hookproof send ${url} event.json --repeat 30 --concurrency 5 --json`),
      );
      assert.equal(new Set(received.map(({ headers }) => headers['webhook-id'])).size, 30);
      assert.ok(received.every((request) => isAuthentic(request, shell.secret)));
      assert.equal(most, 5);
      const { type, sent, ok, answers, milliseconds } = lines.pop();
      assert.deepEqual(
        { type, sent, ok, answers },
        { type: 'summary', sent: 30, ok: 30, answers: { '204 No Content': 30 } },
      );
      const { least, median, p95, most: longest } = milliseconds;
      assert.ok(
        least >= 15 && least <= median && median <= p95 && p95 <= longest,
        JSON.stringify(milliseconds),
      );
      assert.ok(
        lines.length === 30 &&
          lines.every((line) => line.type === 'answer' && line.ok && line.status === 204),
        'a line for each',
      );
    });
  },

  'a summary counts every kind of answer': async (shell) => {
    const mixed = (_, res, number) =>
      number % 4 === 0 ? res.writeHead(500).end() : res.writeHead(200).end('fine');
    await withServer(mixed, async (url) => {
      const { code, stdout, stderr } = await shell.run(
        `hookproof send ${url} event.json --repeat 8`,
      );
      assert.deepEqual([code, stderr], [1, '']);
      assert.match(
        stdout,
        /^8 sent in [\d.]+ s, 6 as expected\n +6  200 OK\n +2  500 Internal Server Error\nmilliseconds: [\d.]+ at least/,
      );
    });
  },

  'an id that is given stays the same': async (shell) => {
    await withServer(answering(204), async (url, received) => {
      await shell.output(`hookproof send ${url} event.json --repeat 3 --id msg_same`);
      assert.deepEqual(
        received.map(({ headers }) => headers['webhook-id']),
        ['msg_same', 'msg_same', 'msg_same'],
      );
    });
  },

  'Ctrl+C ends many with their summary': async (shell) => {
    let interrupt = () => {};
    const slow = (_, res, number) => {
      if (number === 3) interrupt();
      setTimeout(() => res.writeHead(204).end(), 50);
    };
    await withServer(slow, async (url, received) => {
      interrupt = () => shell.interrupt();
      const { code, stdout } = await shell.run(
        `exec hookproof send ${url} event.json --repeat 1000`,
      );
      assert.equal(code, 1);
      assert.match(
        stdout,
        new RegExp(`^${received.length} sent in [\\d.]+ s, ${received.length} as expected\n`),
      );
      assert.ok(received.length < 10, received.length);
    });
  },

  'a redirection is not followed': async (shell) => {
    await withServer(
      (_, res) => res.writeHead(302, { location: '/elsewhere' }).end(),
      async (url, received) => {
        assert.equal((await shell.run(`hookproof send ${url} event.json`)).code, 1);
        assert.equal(received.length, 1);
      },
    );
  },

  'where nothing listens, it says so': async (shell) => {
    let closed;
    await withServer(answering(204), async (url) => (closed = url));
    const { code, stdout, stderr } = await shell.run(
      `hookproof send ${closed} event.json --id msg_1`,
    );
    assert.deepEqual([code, stdout], [1, 'sent msg_1: no answer\n']);
    assert.equal(
      stderr,
      `hookproof: nothing listens at ${closed}: start the receiver, or check host and port\n`,
    );
    const repeated = await shell.run(
      `hookproof send ${closed.replace('127.0.0.1', 'localhost')} event.json --repeat 3 --json`,
    );
    const summary = jsonLines(repeated.stdout).at(-1);
    assert.deepEqual([repeated.code, summary.ok, Object.values(summary.answers)], [1, 0, [3]]);
    assert.match(
      Object.keys(summary.answers)[0],
      /^no answer: nothing listens at http:\/\/localhost/,
    );
  },

  'an answer that does not come is not waited for': async (shell) => {
    const silent = () => {};
    await withSocketServer(silent, async (url) => {
      const { code, stderr } = await shell.run(`hookproof send ${url} event.json --timeout 0.3`);
      assert.equal(code, 1);
      assert.match(stderr, /no answer from http:\S+ within 0.3 s: a longer --timeout may help/);
    });
    const half = (_, res) => res.writeHead(200, { 'content-length': 100 }).write('some');
    await withServer(half, async (url) => {
      assert.equal((await shell.run(`hookproof send ${url} event.json --timeout 0.3`)).code, 1);
    });
  },

  'a connection that is closed without an answer': async (shell) => {
    const closing = (socket) => socket.once('data', () => socket.destroy());
    await withSocketServer(closing, async (url) => {
      const { code, stderr } = await shell.run(`hookproof send ${url} event.json`);
      assert.equal(code, 1);
      assert.match(stderr, /closed the connection|no answer from/);
    });
  },

  'a host that does not exist, and what is no URL of a receiver': async (shell) => {
    const { code, stderr } = await shell.run('hookproof send http://receiver.invalid/ event.json');
    assert.equal(code, 1);
    assert.match(stderr, /receiver\.invalid/);
    assert.match(
      await shell.complaint('hookproof send localhost:3000 event.json'),
      /must begin with http:\/\//,
    );
    assert.match(await shell.complaint('hookproof send'), /there is no address/);
    assert.match(
      await shell.complaint('hookproof send file:///etc/passwd event.json'),
      /must begin with http:\/\//,
    );
  },

  'a certificate that nobody vouches for': async (shell) => {
    await shell.output(
      "openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out certificate -days 2 -subj /CN=localhost -addext 'subjectAltName=DNS:localhost' 2> log",
    );
    const server = createTlsServer(
      { key: shell.read('key'), cert: shell.read('certificate') },
      (_, res) => res.writeHead(204).end(),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const command = `hookproof send https://localhost:${server.address().port}/ event.json`;
      const { code, stderr } = await shell.run(command);
      assert.equal(code, 1);
      assert.match(stderr, /certificate of https:\S+ is not trusted.*NODE_EXTRA_CA_CERTS/);
      const env = { NODE_EXTRA_CA_CERTS: 'certificate', DENO_CERT: 'certificate' };
      assert.match(await shell.output(command, { env }), /: 204 No Content/);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  },

  'an answer cannot write to the terminal': async (shell) => {
    await withServer(answering(200, {}, 'a\u001b[31mb\u009b2Jc\u202ed'), async (url) => {
      assert.ok(
        (await shell.output(`hookproof send ${url} event.json`)).endsWith(
          '\n  a\\u{1b}[31mb\\u{9b}2Jc\\u{202e}d\n',
        ),
      );
      const text = await shell.output(`hookproof send ${url} event.json --json`);
      assert.doesNotMatch(text, /[\u0080-\u009f\u202e]/);
      assert.equal(jsonLines(text)[0].answer, 'a\u001b[31mb\u009b2Jc\u202ed');
    });
  },

  'what it cannot send, it says before it sends': async (shell) => {
    await withServer(answering(204), async (url, received) => {
      assert.match(await shell.complaint(`hookproof send ${url}`), /there is no body/);
      assert.match(
        await shell.complaint(`hookproof send ${url} event.json --event a`),
        /leave out the file/,
      );
      assert.match(
        await shell.complaint(`hookproof send ${url} event.json --repeat 0`),
        /--repeat must be a whole number from 1/,
      );
      assert.match(
        await shell.complaint(`hookproof send ${url} event.json --concurrency 257`),
        /from 1 to 256/,
      );
      assert.match(
        await shell.complaint(`hookproof send ${url} event.json --timeout soon`),
        /number of seconds/,
      );
      assert.match(
        await shell.complaint(`hookproof send ${url} event.json --expect 2xx`),
        /whole number/,
      );
      assert.match(
        await shell.complaint(`hookproof send ${url} event.json --resign`),
        /give --delivery FILE/,
      );
      assert.equal(received.length, 0);
    });
  },
};
