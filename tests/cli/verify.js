import { strict as assert } from 'node:assert';
import { inspect } from 'node:util';
import { answering, signed, withServer } from './receivers-and-senders.js';
import { jsonLines } from './shell.js';

const dump = (headers, body, { first = '', newline = '\r\n' } = {}) => {
  const lines = [
    ...(first === '' ? [] : [first]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(lines.join(newline)), Buffer.from(body)]);
};

const accepts = async (shell, command, options) =>
  assert.match(await shell.output(command, options), /^authentic$/m);

/** Returns what a refusal says, as JSON. */
async function refusal(shell, command, options) {
  const { code, stdout, stderr } = await shell.run(`${command} --json`, options);
  assert.deepEqual([code, stderr], [1, ''], stdout);
  const [found] = jsonLines(stdout);
  assert.equal(found.ok, false);
  assert.deepEqual(
    found.checks.map(({ name }) => name),
    ['secret', 'payload', 'headers', 'timestamp', 'signature'],
  );
  return { ...found, codes: found.hints.map((hint) => hint.code) };
}

export const verify = {
  'a pipe from sign': (shell) =>
    accepts(shell, '{ hookproof sign event.json; echo; cat event.json; } | hookproof verify -'),

  'a request with or without its first line, with CRLF or LF': async (shell) => {
    const headers = signed(shell.event, shell.secret);
    for (const newline of ['\r\n', '\n']) {
      for (const first of ['', 'POST /webhook?a=b HTTP/1.1', 'HTTP/2 200 ', 'HTTP/1.1 200 OK']) {
        shell.write(
          'request',
          dump({ Host: 'localhost', 'Content-Type': 'application/json', ...headers }, shell.event, {
            first,
            newline,
          }),
        );
        await accepts(shell, 'hookproof verify request');
      }
    }
  },

  'what curl -i wrote down': async (shell) => {
    await withServer(
      answering(200, signed(shell.event, shell.secret), shell.event),
      async (url) => {
        await accepts(shell, `curl -s -i ${url} > answer && hookproof verify answer`);
      },
    );
    const interim = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');
    shell.write(
      'answer',
      Buffer.concat([
        interim,
        dump(signed(shell.event, shell.secret), shell.event, { first: 'HTTP/1.1 200 OK' }),
      ]),
    );
    await accepts(shell, 'hookproof verify answer');
  },

  'headers and body apart: as lines, a JSON object, JSON pairs': async (shell) => {
    const headers = signed(shell.event, shell.secret);
    const forms = [
      dump(headers, ''),
      dump(headers, '').subarray(0, -4),
      JSON.stringify(headers),
      JSON.stringify(Object.entries(headers), null, 2),
    ];
    for (const form of forms) {
      shell.write('headers', form);
      await accepts(shell, 'hookproof verify --headers headers event.json');
      await accepts(shell, 'hookproof verify --headers headers - < event.json');
      await accepts(shell, 'hookproof verify --headers - event.json < headers');
    }
    await accepts(
      shell,
      'hookproof verify --headers headers --body "$(cat event.json)\n"'.replace('\\n', '\n'),
    );
  },

  'a cURL command, and headers as a program printed them': async (shell) => {
    const headers = signed(shell.event, shell.secret);
    const options = Object.entries(headers).map((pair) => `-H '${pair.join(': ')}'`);
    shell.write('command', `curl http://localhost ${options.join(' ')} -d '${shell.event}'\n`);
    await accepts(shell, 'hookproof verify command');
    shell.write('headers', inspect(new Headers(headers)));
    await accepts(shell, 'hookproof verify --headers headers event.json');
  },

  'a body that holds headers, or nothing but an empty line, is a body': async (shell) => {
    for (const body of ['\n', ' ', 'webhook-id: a\n\nwebhook-signature: v1,x\n']) {
      shell.write('request', dump(signed(body, shell.secret), body));
      await accepts(shell, 'hookproof verify request');
      shell.write('request', dump({}, body, { first: 'POST / HTTP/1.1' }));
      const { code } = await refusal(shell, 'hookproof verify request');
      assert.equal(code, 'ERR_MISSING_HEADER');
    }
  },

  'every byte of the body counts': async (shell) => {
    const body = Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0x00, 0x0d, 0x0a, 0x0d, 0x0a, 0x0a]);
    shell.write('binary', body);
    await shell.output(
      '{ printf "POST / HTTP/1.1\\r\\n"; hookproof sign binary | sed "s/$/\\r/"; printf "\\r\\n"; cat binary; } > request',
    );
    await accepts(shell, 'hookproof verify request');
    shell.write('request', shell.read('request').subarray(0, -1));
    assert.equal(
      (await refusal(shell, 'hookproof verify request')).code,
      'ERR_NO_MATCHING_SIGNATURE',
    );
  },

  'a newline that an editor added is found': async (shell) => {
    shell.write('request', dump(signed('{}', shell.secret), '{}\n'));
    const { code, codes } = await refusal(shell, 'hookproof verify request');
    assert.deepEqual([code, codes], ['ERR_NO_MATCHING_SIGNATURE', ['BODY_NEWLINE']]);
    const { stdout } = await shell.run('hookproof verify request');
    assert.match(stdout, /^ok   timestamp/m);
    assert.match(stdout, /^FAIL signature/m);
    assert.match(stdout, /^BODY_NEWLINE\n  the signature fits/m);
    assert.match(stdout, /^refused: ERR_NO_MATCHING_SIGNATURE$/m);
  },

  'a wrong secret is the likely cause': async (shell) => {
    shell.write('request', dump(signed(shell.event, shell.secret), shell.event));
    const env = { WEBHOOK_SECRET: (await shell.output('hookproof secret')).trim() };
    const { codes } = await refusal(shell, 'hookproof verify request', { env });
    assert.ok(codes.includes('SECRET_OTHER'), codes);
  },

  'an old webhook is refused, and judged as of another time by --now or --tolerance': async (
    shell,
  ) => {
    const date = new Date(Date.now() - 600_000);
    const seconds = Math.floor(date.getTime() / 1000);
    shell.write('request', dump(signed(shell.event, shell.secret, { date }), shell.event));
    assert.equal((await refusal(shell, 'hookproof verify request')).code, 'ERR_TIMESTAMP_TOO_OLD');
    const { stdout } = await shell.run('hookproof verify request');
    assert.ok(stdout.endsWith(`To judge it as of when it was sent: --now ${seconds}\n`), stdout);
    await accepts(shell, `hookproof verify request --now ${seconds}`);
    await accepts(shell, `hookproof verify request --now ${date.toISOString()}`);
    await accepts(shell, 'hookproof verify request --tolerance 900');
    assert.equal(
      (await refusal(shell, `hookproof verify request --now ${seconds + 1} --tolerance 0`)).code,
      'ERR_TIMESTAMP_TOO_OLD',
    );
  },

  'the time to judge an old webhook by is that of the set that counts, whatever the other set says':
    async (shell) => {
      const date = new Date(Date.now() - 600_000);
      const entries = Object.entries(signed(shell.event, shell.secret, { date }));
      const svix = Object.fromEntries(
        entries.map(([name, value]) => [name.replace('webhook-', 'svix-'), value]),
      );
      shell.write('request', dump({ 'webhook-timestamp': '1;touch here', ...svix }, shell.event));
      const { stdout } = await shell.run('hookproof verify request');
      assert.ok(
        stdout.endsWith(`To judge it as of when it was sent: --now ${svix['svix-timestamp']}\n`),
        stdout,
      );
    },

  'a header that is there twice is refused, never the last one taken': async (shell) => {
    const twice = dump(
      { 'Webhook-Id': 'other', ...signed(shell.event, shell.secret) },
      shell.event,
    );
    shell.write('request', twice);
    assert.equal((await refusal(shell, 'hookproof verify request')).code, 'ERR_MALFORMED_HEADER');
    const { 'webhook-id': id, ...others } = signed(shell.event, shell.secret);
    shell.write('headers', JSON.stringify({ 'webhook-id': ['other', id], ...others }));
    assert.equal(
      (await refusal(shell, 'hookproof verify --headers headers event.json')).code,
      'ERR_MALFORMED_HEADER',
    );
  },

  'what is no request is a mistake of whoever gives it': async (shell) => {
    shell.write('prose', 'POST / HTTP/1.1\nwebhook-id: a\nthis is prose\n\n{}');
    shell.write('none', '{}');
    shell.write('broken', '{ "webhook-id": ');
    shell.write('whole', 'a: b\n\n{}');
    assert.match(await shell.complaint('hookproof verify prose'), /line 3 is no “name: value”/);
    assert.match(
      await shell.complaint('hookproof verify event.json'),
      /is no delivery that `hookproof listen --save` wrote.*needs its headers/,
    );
    assert.match(await shell.complaint('hookproof verify broken'), /begin like JSON, but are none/);
    assert.match(
      await shell.complaint('hookproof verify --headers none event.json'),
      /this holds no headers/,
    );
    assert.match(
      await shell.complaint('hookproof verify --headers whole event.json'),
      /without --headers/,
    );
    assert.match(await shell.complaint('hookproof verify'), /there is no request/);
    assert.match(await shell.complaint('hookproof verify --body x'), /give --headers FILE/);
    assert.match(await shell.complaint('hookproof verify prose --now never'), /--now must be/);
    assert.match(
      await shell.complaint('hookproof verify prose --tolerance=-1'),
      /number of seconds/,
    );
    shell.write('lines', 'a: b\n');
    assert.match(
      await shell.complaint('hookproof verify --headers - - < lines'),
      /only be read once/,
    );
  },

  'nothing at all is refused, and explained': async (shell) => {
    assert.equal((await refusal(shell, 'hookproof verify /dev/null')).code, 'ERR_MISSING_HEADER');
  },

  'an authentic body that is no JSON is authentic, and it says who refuses it': async (shell) => {
    const bodies = ['a=1&b=2', '', '<event/>', "{'a': 1}", '\ufeff{}', '{"a": 1'];
    for (const body of bodies) {
      shell.write('body', body);
      shell.write('headers', dump(signed(body, shell.secret), ''));
      const text = await shell.output('hookproof verify --headers headers body');
      assert.match(
        text,
        /^authentic\nnote: authentic; the body is not JSON: unwrapWebhook and the adapters refuse it with ERR_PAYLOAD_JSON.*\n$/m,
      );
      const [{ ok, note }] = jsonLines(
        await shell.output('hookproof verify --headers headers body --json'),
      );
      assert.deepEqual([ok, note.code], [true, 'ERR_PAYLOAD_JSON']);
      assert.match(note.message, /is not JSON/);
    }
    for (const body of [shell.event, 'null', '5', '"text"']) {
      shell.write('request', dump(signed(body, shell.secret), body));
      assert.doesNotMatch(await shell.output('hookproof verify request'), /JSON/);
      assert.equal(
        'note' in jsonLines(await shell.output('hookproof verify request --json'))[0],
        false,
      );
    }
    shell.write('request', dump(signed('other', shell.secret), 'text'));
    assert.doesNotMatch(
      (await shell.run('hookproof verify request')).stdout,
      /note: /,
      'a refused one has another trouble',
    );
  },
};
