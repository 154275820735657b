/** Files as Windows PowerShell writes them. */
import { strict as assert } from 'node:assert';
import { isAuthentic, signed } from './receivers-and-senders.js';
import { jsonLines } from './shell.js';

const littleEndian = (text) => Buffer.from(`\ufeff${text}`, 'utf16le');
const bigEndian = (text) => Buffer.from(littleEndian(text)).swap16();
const withMark = (text) => Buffer.from(`\ufeff${text}`);
const unmarked = (text) => Buffer.from(text, 'utf16le');
const ways = { littleEndian, bigEndian, withMark, unmarked };

const request = (shell, newline) => {
  const lines = Object.entries(signed(shell.event, shell.secret)).map(
    ([name, value]) => `${name}: ${value}${newline}`,
  );
  return `POST / HTTP/1.1${newline}${lines.join('')}${newline}${shell.event}`;
};
const none = { env: { WEBHOOK_SECRET: '' } };

export const encodings = {
  'a secret': async (shell) => {
    for (const [name, encode] of Object.entries(ways)) {
      shell.write('encoded.secret', encode(`${shell.secret}\r\n`));
      const [headers] = jsonLines(
        await shell.output('hookproof sign event.json --secret-file encoded.secret --json', none),
      );
      assert.ok(isAuthentic({ headers, body: shell.event }, shell.secret), name);
    }
  },

  'headers, as lines and as JSON': async (shell) => {
    for (const encode of Object.values(ways)) {
      const headers = signed(shell.event, shell.secret);
      for (const form of [
        JSON.stringify(headers),
        Object.entries(headers)
          .map((pair) => `${pair.join(': ')}\r\n`)
          .join(''),
      ]) {
        shell.write('headers', encode(form));
        assert.match(
          await shell.output('hookproof verify --headers headers event.json'),
          /^authentic$/m,
        );
      }
    }
  },

  'a whole request, whose body counts as UTF-8, and that is said': async (shell) => {
    for (const [name, encode] of Object.entries(ways)) {
      shell.write('request', encode(request(shell, '\r\n')));
      const { code, stdout, stderr } = await shell.run('hookproof verify request');
      assert.deepEqual([code, stdout.endsWith('\nauthentic\n')], [0, true], name);
      if (name === 'withMark') assert.equal(stderr, '');
      else assert.match(stderr, /^warning: the request is UTF-16.*judged as if it were UTF-8\n$/);
    }
  },

  'a saved delivery': async (shell) => {
    const headers = Object.entries(signed(shell.event, shell.secret));
    const body = Buffer.from(shell.event).toString('base64');
    const delivery = {
      format: 'hookproof delivery 1',
      receivedAt: '2026-01-01T00:00:00.000Z',
      method: 'POST',
      url: '/',
      headers,
      body,
    };
    shell.write('delivery', littleEndian(JSON.stringify(delivery)));
    assert.match(await shell.output('hookproof verify delivery'), /^authentic$/m);
  },

  'a payload is not changed: its bytes are signed, with a warning': async (shell) => {
    for (const encode of [littleEndian, bigEndian]) {
      const body = encode(shell.event);
      shell.write('body', body);
      const { stdout, stderr } = await shell.run('hookproof sign body --json');
      assert.match(jsonLines(stderr)[0].warning, /the body is UTF-16.*save the file as UTF-8/);
      shell.write('headers', stdout);
      assert.match(await shell.output('hookproof verify --headers headers body'), /^authentic$/m);
      shell.write('text', shell.event);
      assert.equal(
        (await shell.run('hookproof verify --headers headers text')).code,
        1,
        'what was signed is not the text',
      );
    }
  },
};
