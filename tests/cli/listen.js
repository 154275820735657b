import { strict as assert } from 'node:assert';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { post, raw, signed } from './receivers-and-senders.js';
import { jsonLines } from './shell.js';

const saved = (shell, folder = 'deliveries') =>
  readdirSync(join(shell.folder, folder))
    .sort()
    .map((name) => `${folder}/${name}`);

export const listen = {
  'what another library signs is authentic, with its type': async (shell) => {
    await shell.listening('', async (receiver) => {
      assert.equal(
        (await post(receiver.url, shell.event, signed(shell.event, shell.secret))).statusCode,
        204,
      );
      assert.match(
        await receiver.line(/authentic/),
        /^\d\d:\d\d:\d\d  204  authentic  msg_peer  job\.completed  \/  64 bytes$/,
      );
    });
  },

  'a refusal is explained': async (shell) => {
    await shell.listening('', async (receiver) => {
      const headers = signed(shell.event, shell.secret);
      assert.equal(
        (await post(receiver.url, JSON.stringify(JSON.parse(shell.event)), headers)).statusCode,
        401,
      );
      assert.match(await receiver.line(/  401  /), /401  ERR_NO_MATCHING_SIGNATURE  msg_peer  \//);
      await receiver.line(/^ {4}FAIL signature/);
      await receiver.line(/^ {4}BODY_RESERIALISED$/);
      assert.equal((await post(receiver.url, shell.event, {})).statusCode, 401);
      await receiver.line(/401  ERR_MISSING_HEADER/);
    });
  },

  'an authentic body that is no JSON: it says so': async (shell) => {
    for (const [options, pattern] of [
      [
        '',
        /^ {4}note: authentic; the body is not JSON: unwrapWebhook and the adapters refuse it with ERR_PAYLOAD_JSON/,
      ],
      [
        '--json',
        /"ok":true.*"note":\{"code":"ERR_PAYLOAD_JSON","message":"authentic; the body is not JSON/,
      ],
    ]) {
      await shell.listening(options, async (receiver) => {
        assert.equal(
          (await post(receiver.url, 'a=b', signed('a=b', shell.secret))).statusCode,
          204,
        );
        await receiver.line(pattern);
      });
    }
  },

  'with --json, each delivery is a line': async (shell) => {
    await shell.listening('--json', async (receiver) => {
      await post(`${receiver.url}a?b`, shell.event, signed(shell.event, shell.secret));
      await post(receiver.url, '', signed(shell.event, shell.secret));
      await receiver.interrupt();
      const [listening, good, bad, stopped] = jsonLines(receiver.lines.join('\n'));
      assert.deepEqual(listening, { type: 'listening', url: receiver.url });
      const { ok, type, status, id, event, method, url, bytes, checks, hints } = good;
      assert.deepEqual(
        { ok, type, status, id, event, method, url, bytes, hints },
        {
          ok: true,
          type: 'delivery',
          status: 204,
          id: 'msg_peer',
          event: 'job.completed',
          method: 'POST',
          url: '/a?b',
          bytes: 64,
          hints: [],
        },
      );
      assert.equal(checks.length, 5);
      assert.deepEqual(
        [bad.ok, bad.status, bad.code, bad.event],
        [false, 401, 'ERR_NO_MATCHING_SIGNATURE', undefined],
      );
      assert.deepEqual(stopped, { type: 'stopped', deliveries: 2, refused: 1 });
    });
  },

  'a header that is there twice is refused': async (shell) => {
    await shell.listening('--json', async (receiver) => {
      const pairs = Object.entries(signed(shell.event, shell.secret));
      assert.equal(
        (await post(receiver.url, shell.event, [['Webhook-Id', 'other'], ...pairs])).statusCode,
        401,
      );
      assert.equal(JSON.parse(await receiver.line(/"delivery"/)).code, 'ERR_MALFORMED_HEADER');
    });
  },

  'another path is 404, another method 405': async (shell) => {
    await shell.listening('--path /webhook', async (receiver) => {
      assert.ok(receiver.url.endsWith('/webhook'));
      const headers = signed(shell.event, shell.secret);
      const elsewhere = new URL('/other', receiver.url).href;
      assert.equal((await post(elsewhere, shell.event, headers)).statusCode, 404);
      const got = await post(receiver.url, undefined, {}, { method: 'GET' });
      assert.deepEqual([got.statusCode, got.headers.allow], [405, 'POST']);
      assert.equal((await post(`${receiver.url}?a=b`, shell.event, headers)).statusCode, 204);
      await receiver.interrupt();
      assert.equal(receiver.lines.at(-1), '1 received, 0 of them refused');
    });
    assert.match(await shell.complaint('hookproof listen --path webhook'), /begin with a slash/);
  },

  'a body that is too large is 413, announced or not': async (shell) => {
    shell.write('large', 'x'.repeat(3_000_000));
    await shell.listening('--max-body 1000', async (receiver) => {
      const status = "-s -o answer -w '%{http_code}'";
      assert.equal(
        await shell.output(`curl ${status} --data-binary @large ${receiver.url}`),
        '413',
      );
      assert.equal(
        await shell.output(
          `head -c 1001 large | curl ${status} --data-binary @- -H 'transfer-encoding: chunked' ${receiver.url}`,
        ),
        '413',
      );
      assert.match(
        await receiver.line(/  413  /),
        /413  ERR_BODY_TOO_LARGE  the body is larger than 1000 bytes/,
      );
      const body = 'x'.repeat(1000);
      assert.equal((await post(receiver.url, body, signed(body, shell.secret))).statusCode, 204);
      await receiver.interrupt();
      assert.equal(receiver.lines.at(-1), '3 received, 2 of them refused');
    });
    await shell.listening('', async ({ url }) => {
      assert.equal(
        await shell.output(`curl -s -o answer -w '%{http_code}' --data-binary @large ${url}`),
        '413',
      );
    });
  },

  'a body that breaks off is told, and the next is taken': async (shell) => {
    await shell.listening('', async (receiver) => {
      const headers = Object.entries(signed(shell.event, shell.secret))
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('');
      await raw(
        receiver.url,
        `POST / HTTP/1.1\r\nhost: a\r\n${headers}content-length: 99\r\n\r\n{`,
        { end: true },
      );
      await receiver.line(/---  broken off/);
      assert.match(await raw(receiver.url, 'this is no HTTP\r\n\r\n'), /^(HTTP\/1.1 400|$)/);
      assert.equal(
        (await post(receiver.url, shell.event, signed(shell.event, shell.secret))).statusCode,
        204,
      );
    });
  },

  'another answer can be ordered': async (shell) => {
    await shell.listening('--status 503', async (receiver) => {
      assert.equal(
        (await post(receiver.url, shell.event, signed(shell.event, shell.secret))).statusCode,
        503,
      );
      await receiver.line(/503  authentic/);
      assert.equal((await post(receiver.url, shell.event, {})).statusCode, 503);
      await receiver.line(/503  ERR_MISSING_HEADER/);
    });
  },

  'the tolerance can be set': async (shell) => {
    const date = new Date(Date.now() - 600_000);
    for (const [args, status] of [
      ['', 401],
      ['--tolerance 700', 204],
    ]) {
      await shell.listening(args, async ({ url }) => {
        assert.equal(
          (await post(url, shell.event, signed(shell.event, shell.secret, { date }))).statusCode,
          status,
        );
      });
    }
  },

  'a delivery cannot write to the terminal': async (shell) => {
    await shell.listening('', async (receiver) => {
      const body = '{"type":"a\\u001b[31mb\\u009b2J"}';
      await post(receiver.url, body, signed(body, shell.secret));
      assert.match(await receiver.line(/authentic/), /  a\\u\{1b\}\[31mb\\u\{9b\}2J  /);
      await raw(
        receiver.url,
        Buffer.from(
          'POST /\x9b2J HTTP/1.1\r\nhost: a\r\nwebhook-id: \x9b31m\r\nconnection: close\r\ncontent-length: 0\r\n\r\n',
          'latin1',
        ),
      );
      await receiver.interrupt();
      assert.doesNotMatch(receiver.lines.join(''), /[\u0000-\u001f\u0080-\u009f]/);
    });
  },

  'deliveries are saved, looked at again, and sent again': async (shell) => {
    await shell.listening('--save deliveries', async (receiver) => {
      await shell.output(
        `hookproof send ${receiver.url}first?a=b event.json --id msg_first --header 'X-Twice: 1' --header 'x-twice: 2'`,
      );
      await shell.run(`hookproof send ${receiver.url} event.json --id msg_second --tamper body`);
      const [first, second, ...others] = saved(shell);
      assert.deepEqual(others, []);
      assert.match(await receiver.line(/saved as/), new RegExp(`saved as ${first}$`));
      assert.equal(statSync(join(shell.folder, first)).mode & 0o777, 0o600);

      const { format, method, url, headers, body, receivedAt } = JSON.parse(shell.read(first));
      assert.deepEqual(
        [format, method, url, Buffer.from(body, 'base64').toString()],
        ['hookproof delivery 1', 'POST', '/first?a=b', shell.event],
      );
      assert.deepEqual(
        headers.filter(([name]) => /twice/i.test(name)),
        [
          ['X-Twice', '1'],
          ['x-twice', '2'],
        ],
      );
      assert.ok(Math.abs(new Date(receivedAt) - Date.now()) < 60_000);

      assert.match(await shell.output(`hookproof verify ${first}`), /^authentic$/m);
      assert.equal((await shell.run(`hookproof verify ${second}`)).code, 1);

      const none = { env: { WEBHOOK_SECRET: '' } };
      assert.match(
        await shell.output(`hookproof send ${receiver.url}again --delivery ${first}`, none),
        /^sent msg_first: 204/,
      );
      assert.equal(
        (await shell.run(`hookproof send ${receiver.url} --delivery ${second}`, none)).code,
        1,
      );
      assert.match(
        await shell.output(`hookproof send ${receiver.url} --delivery ${second} --resign`),
        /^sent msg_second: 204/,
      );
      const again = JSON.parse(shell.read(saved(shell)[2]));
      const ofSender = (pairs) =>
        pairs.filter(([name]) => !/^(host|connection|content-length)$/i.test(name));
      assert.deepEqual(
        [again.url, again.body, ofSender(again.headers)],
        ['/again', body, ofSender(headers)],
      );
      assert.deepEqual(
        saved(shell).map((path) => / *(msg_\w+)\.json$/.exec(path)[1]),
        ['msg_first', 'msg_second', 'msg_first', 'msg_second', 'msg_second'],
      );
    });
  },

  'an old delivery is refused as it was, and taken when it is signed anew': async (shell) => {
    const date = new Date(Date.now() - 86_400_000);
    await shell.listening('--save deliveries', async (receiver) => {
      const svix = Object.entries(signed(shell.event, shell.secret, { date })).map(
        ([name, value]) => [name.replace('webhook', 'svix'), value],
      );
      assert.equal((await post(receiver.url, shell.event, svix)).statusCode, 401);
      const [file] = saved(shell);
      assert.equal((await shell.run(`hookproof send ${receiver.url} --delivery ${file}`)).code, 1);
      await receiver.line(/ERR_TIMESTAMP_TOO_OLD/);
      assert.match(
        await shell.output(`hookproof send ${receiver.url} --delivery ${file} --resign`),
        /^sent msg_peer: 204/,
      );
      assert.match(
        await shell.output(
          `hookproof send ${receiver.url} --delivery ${file} --resign --id msg_other`,
        ),
        /^sent msg_other: 204/,
      );
      assert.equal(
        (await shell.run(`hookproof send ${receiver.url} --delivery ${file} --resign --tamper id`))
          .code,
        1,
      );
      assert.match(
        await shell.complaint(`hookproof send ${receiver.url} --delivery ${file} --id a`),
        /add --resign/,
      );
      assert.match(
        await shell.complaint(`hookproof send ${receiver.url} event.json --delivery ${file}`),
        /a body of its own/,
      );
    });
  },

  'a hostile id does not choose where a delivery is saved': async (shell) => {
    await shell.listening('--save a/deliveries', async (receiver) => {
      await post(receiver.url, shell.event, {
        'webhook-id': '../../../escaped\\..%2f',
        'webhook-timestamp': '1',
        'webhook-signature': 'v1,a',
      });
      const [file, ...others] = saved(shell, 'a/deliveries');
      assert.match(file, /^a\/deliveries\/[\w-]+\.json$/);
      assert.deepEqual(others, []);
    });
    assert.deepEqual(readdirSync(shell.folder).sort(), ['a', 'event.json', 'webhook.secret']);
  },

  'a saved delivery that was spoiled is not sent': async (shell) => {
    const good = {
      format: 'hookproof delivery 1',
      receivedAt: '2026-01-01T00:00:00.000Z',
      method: 'POST',
      url: '/',
      headers: [['a', 'b']],
      body: 'e30=',
    };
    const spoiled = [
      [{ format: 'another' }, /its "format" is not/],
      [{ body: 'e30' }, /not base64/],
      [{ body: 5 }, /must be base64/],
      [{ headers: { a: 'b' } }, /must be pairs/],
      [{ headers: [['a', 5]] }, /must be pairs/],
      [{ url: undefined }, /needs a method, a url/],
      [{ headers: [['a b', 'c']] }, /cannot be sent/],
      [{ headers: [['a', 'b\r\nc: d']] }, /cannot be sent/],
      [{ headers: [['a', '\u0100']] }, /cannot be sent/],
    ];
    for (const [change, message] of spoiled) {
      shell.write('delivery', JSON.stringify({ ...good, ...change }));
      assert.match(
        await shell.complaint('hookproof send http://127.0.0.1:9 --delivery delivery'),
        message,
      );
    }
    shell.write('delivery', 'prose');
    assert.match(
      await shell.complaint('hookproof send http://127.0.0.1:9 --delivery delivery'),
      /is no delivery/,
    );
  },

  'a folder that cannot be made, a port that is taken': async (shell) => {
    assert.match(
      await shell.complaint('hookproof listen --port 0 --save event.json'),
      /cannot make the folder event\.json/,
    );
    await shell.listening('', async ({ url }) => {
      const { port } = new URL(url);
      assert.match(
        await shell.complaint(`hookproof listen --port ${port}`),
        /something else listens there: choose another --port/,
      );
    });
    assert.match(await shell.complaint('hookproof listen --port 65536'), /from 0 to 65535/);
    assert.match(
      await shell.complaint('hookproof listen --host 192.0.2.1 --port 0'),
      /cannot listen on 192\.0\.2\.1:0/,
    );
    assert.match(await shell.complaint('hookproof listen --status 100'), /from 200 to 599/);
    assert.match(await shell.complaint('hookproof listen event.json'), /reads no file/);
  },

  'it listens on this machine alone, unless it is told otherwise': async (shell) => {
    await shell.listening('', async ({ url }) => assert.equal(new URL(url).hostname, '127.0.0.1'));
    await shell.listening('--host ::1', async ({ url }) =>
      assert.equal(
        (await post(url, shell.event, signed(shell.event, shell.secret))).statusCode,
        204,
      ),
    );
  },

  'Ctrl+C and a polite kill end it well': async (shell) => {
    for (const signal of ['SIGINT', 'SIGTERM']) {
      await shell.listening('', async (receiver) => {
        await post(receiver.url, shell.event, signed(shell.event, shell.secret));
        assert.deepEqual(await receiver.interrupt(signal), { code: 0, signal: null });
        assert.equal(receiver.lines.at(-1), '1 received, 0 of them refused');
        assert.equal(receiver.errors, '');
      });
    }
  },
};
