/** The parts of the page that need no page, in Node. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { build } from 'esbuild';
import { equal, ok } from '../conformance/assert.js';
import { rows } from '../explain/documentation.js';
import { root } from '../../tools/lib/shell.js';
import { named } from '../conformance/outcome.js';

const names = [
  'checks',
  'clock',
  'examples',
  'headers-input',
  'hint-text',
  'share-link',
  'sign-output',
  'visible-bytes',
];

/** www/src as one module, without its elements. */
export async function parts() {
  const contents = names.map((name) => `export * from './${name}.js';`).join('\n');
  const stdin = { contents, resolveDir: join(root, 'www', 'src'), loader: 'ts' };
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'warning',
  });
  return await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
}

const utf8 = (text) => new TextEncoder().encode(text);

export async function partTests() {
  const part = await parts();
  const {
    readHeaders,
    visible,
    notices,
    excerpt,
    toFragment,
    fromFragment,
    isShared,
    hintText,
    nowBy,
    phrase,
    signedHeaders,
    examples,
    judge,
  } = part;
  const headers = JSON.parse(readFileSync(new URL('headers.json', import.meta.url), 'utf8'));
  const known = await rows();

  const formats = headers.map(({ name, text, ...expected }) => ({
    name: `headers: ${name}`,
    run: () => {
      const { body, ...read } = readHeaders(text);
      const found = {
        ...read,
        ...(body !== undefined && { body: new TextDecoder().decode(body) }),
      };
      const sorted = (value) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
      equal(sorted(found), sorted(expected));
    },
  }));

  const tests = {
    'headers that Node prints today are read': () => {
      const value = {
        'webhook-id': 'a',
        host: 'x',
        "it's": '"quoted" and \'both\' `too`',
        long: 'x'.repeat(200),
        list: ['1', '2'],
      };
      const expected = [...Object.entries(value).slice(0, 4), ['list', '1'], ['list', '2']];
      equal(readHeaders(inspect(value)).pairs, expected);
      equal(readHeaders(inspect(Object.assign(Object.create(null), value))).pairs, expected);
      equal(readHeaders(JSON.stringify(value, null, 2)).pairs, expected);
      const { long, ...others } = value;
      equal(
        readHeaders(inspect(new Map(Object.entries(others)))).pairs,
        expected.filter(([name]) => name !== 'long'),
      );
      equal(readHeaders(inspect(new Headers({ a: '2', b: '1' }))).pairs, [
        ['a', '2'],
        ['b', '1'],
      ]);
    },
    'bytes of a cURL command that are not UTF-8 stay as they are': () => {
      equal([...readHeaders("curl -d $'\\xff\\376' http://localhost").body], [0xff, 0xfe]);
    },
    'no text takes long to read, and none throws': () => {
      const size = 100_000;
      const pieces = [
        'a: ',
        ' ',
        '\n',
        'webhook-id: a\n\n',
        '{',
        '[',
        '(',
        '"',
        "'",
        '\\',
        "$'",
        "curl -H '",
        'curl ',
        '{a:',
        '[[',
        'Headers(',
        'a(1',
        '\t',
        '{"a":"\\',
        '=>',
        ',',
        '{"a":1,',
        'x',
        '\r',
      ];
      for (const first of pieces) {
        for (const then of ['', ...pieces]) {
          const text = `${first}${then.repeat(Math.ceil(size / (then.length || 1))).slice(0, size)}x`;
          const start = performance.now();
          readHeaders(text);
          const taken = performance.now() - start;
          ok(taken < 2000, `${JSON.stringify([first, then])} took ${taken} ms`);
        }
      }
    },
    'the set of headers is chosen as verifying does': () => {
      const pairs = (set, value) =>
        ['id', 'timestamp', 'signature'].map((name) => [`${set}-${name}`, value]);
      equal(signedHeaders([...pairs('svix', 's'), ...pairs('webhook', 'w')]).set, 'webhook');
      equal(signedHeaders([...pairs('svix', 's'), ...pairs('webhook', 'w').slice(1)]).set, 'svix');
      equal(signedHeaders(pairs('Webhook', 'w')).id, 'w');
      equal(signedHeaders([['webhook-id', ''], ...pairs('svix', 's')]).set, 'svix');
    },
    'what is invisible has a name': () => {
      const shown = (bytes) =>
        visible(bytes)
          .map(({ kind, text }) => (kind === 'plain' ? text : `<${text}>`))
          .join('');
      equal(shown(utf8('\ufeff{"a": 1}\r\n')), '<BOM>{"a": 1}<CR><LF>');
      equal(
        shown(utf8('a\tb\0c\u00a0d\u200be\ufefff\u202eg\u00ad\x1b\x7f\u2028')),
        'a<TAB>b<NUL>c<NBSP>d<ZWSP>e<ZWNBSP>f<U+202E>g<SHY><ESC><DEL><LS>',
      );
      equal(shown(utf8('a  \nb c ')), 'a<SP><SP><LF>b c<SP>');
      equal(shown(utf8('é日😀!')), '<é日😀>!');
      equal(shown(utf8('\ufffd')), '<U+FFFD>');
      equal(
        shown(Uint8Array.of(0x61, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0xc0, 0xaf, 0xf5)),
        'a<FF><C3>(<ED><A0><80><C0><AF><F5>',
      );
    },
    'no byte is lost, and what is UTF-8 is told as TextDecoder does': () => {
      for (let round = 0; round < 300; round++) {
        const bytes = crypto
          .getRandomValues(new Uint8Array(40))
          .map((byte, at) => (round % 2 === 0 && at % 3 > 0 ? (byte & 0x3f) | 0x80 : byte));
        const isInvalid = notices(bytes).some((notice) => notice.includes('not UTF-8'));
        let throws = false;
        try {
          new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        } catch {
          throws = true;
        }
        equal(isInvalid, throws, [...bytes].join());
      }
    },
    'a line ends after LF, CRLF and CR, once': () => {
      equal(
        visible(utf8('a\r\nb\nc\rd'))
          .filter(({ breaks }) => breaks)
          .map(({ text }) => text),
        ['LF', 'LF', 'CR'],
      );
    },
    'what is usual is told apart': () => {
      equal(
        visible(utf8('{\n\t}\n'))
          .filter(({ usual }) => usual)
          .map(({ text }) => text),
        ['LF', 'TAB'],
      );
      equal(
        visible(utf8('\r\n\r\n')).some(({ usual }) => usual),
        false,
      );
    },
    'a body is told at a glance': () => {
      equal(notices(utf8('{"a": 1}')), []);
      equal(notices(utf8('\ufeffé\t\r\n\n')), [
        'begins with a byte order mark',
        'line ends: 1 LF, 1 CRLF',
        'ends with a line break',
        '1 tab',
        '1 character beyond ASCII',
      ]);
      equal(notices(utf8('x\ufffd\0 ')), [
        'ends with white space',
        '1 replacement character: bytes were lost before this',
        '1 zero byte',
      ]);
    },
    'a long body is cut between characters': () => {
      const bytes = utf8('日'.repeat(10_000));
      const { head, left, tail } = excerpt(bytes, 1000);
      equal(head.length + left + tail.length, bytes.length);
      equal([head.length % 3, tail.length % 3], [0, 0]);
    },
    'a long body of spaces is shown in no time': () => {
      const start = performance.now();
      visible(new Uint8Array(200_000).fill(0x20));
      ok(performance.now() - start < 2000, 'it takes long');
    },
    'a link comes back as it was': () => {
      const webhook = {
        body: Uint8Array.of(0, 0xff, 10, 13, 0x7b),
        headers: [
          ['webhook-id', 'a b&c=d#é+'],
          ['SVIX-timestamp', '1'],
          ['webhook-id', 'again'],
        ],
        clock: { kind: 'after', seconds: -30 },
        tolerance: 300,
      };
      const { fragment } = toFragment(webhook, ['whsec_x']);
      ok(isShared(fragment), fragment);
      const { body, ...others } = fromFragment(fragment);
      equal(
        [[...body], others],
        [[...webhook.body], { headers: webhook.headers, clock: webhook.clock, tolerance: 300 }],
      );
      equal(
        fromFragment(toFragment({ ...webhook, clock: { kind: 'computer' } }, []).fragment).clock,
        { kind: 'computer' },
      );
    },
    'a link holds no other header, and none is made of a body with a secret in it': () => {
      const webhook = {
        body: utf8('{}'),
        headers: [
          ['authorization', 'Bearer x'],
          ['cookie', 'y'],
          ['webhook-id', 'a'],
        ],
        clock: { kind: 'computer' },
        tolerance: 1,
      };
      equal(fromFragment(toFragment(webhook, []).fragment).headers, [['webhook-id', 'a']]);
      const secret = `whsec_${'Ab1+'.repeat(8)}`;
      for (const leak of [secret, secret.slice(6), `x${secret}y`]) {
        ok('problem' in toFragment({ ...webhook, body: utf8(leak) }, [secret]), leak);
        ok(
          'problem' in
            toFragment({ ...webhook, headers: [['webhook-id', leak]] }, [`v1,${secret}`]),
          leak,
        );
      }
      ok(
        'problem' in toFragment({ ...webhook, body: utf8(secret) }, []),
        'a secret that is not the field’s',
      );
      ok('problem' in toFragment({ ...webhook, body: new Uint8Array(40_000) }, []), 'a long body');
    },
    'a damaged link is none': () => {
      const { fragment } = toFragment(
        {
          body: utf8('{}'),
          headers: [['webhook-id', 'a']],
          clock: { kind: 'after', seconds: 0 },
          tolerance: 300,
        },
        [],
      );
      const changed = [
        ['webhook=1', 'webhook=2'],
        ['body=', 'body=%'],
        ['headers=', 'headers=x'],
        ['clock=0', 'clock=1e9'],
        ['clock=0', 'clock='],
        ['tolerance=300', 'tolerance='],
        ['tolerance=300', 'tolerance=-1'],
      ];
      for (const [from, to] of changed)
        equal(fromFragment(fragment.replace(from, to)), undefined, to);
      for (const list of [
        '{}',
        '[["cookie","x"]]',
        '[["webhook-id"]]',
        '[["webhook-id",1]]',
        '[["webhook-id","a\\ncookie: x"]]',
      ]) {
        equal(
          fromFragment(
            fragment.replace(/headers=[^&]*/, `headers=${btoa(list).replaceAll('=', '')}`),
          ),
          undefined,
          list,
        );
      }
      for (const other of ['', '#', '#sign', '#webhook=1', `#webhook=1&body=${'A'.repeat(40_000)}`])
        equal(fromFragment(other), undefined);
    },
    'the clock counts from the timestamp': () => {
      equal(nowBy({ kind: 'after', seconds: 60 }, '1000', 5), 1060);
      equal(nowBy({ kind: 'after', seconds: 60 }, '1700000000123', 5), 1700000060);
      equal(nowBy({ kind: 'computer' }, '1000', 5.9), 5);
      for (const text of [undefined, '', 'x', '-1', '1e3', '12345678901234'])
        equal(nowBy({ kind: 'after', seconds: 60 }, text, 5), 5);
      equal([0, 1, -61, 3600, 90061].map(phrase), [
        'the second it was sent',
        '1 s after it was sent',
        '1 min 1 s before it was sent',
        '1 h after it was sent',
        '1 day 1 h after it was sent',
      ]);
    },
    'no word of a hint is lost by taking it apart': () => {
      for (const [code, message] of known) {
        const { happened, change, settings } = hintText(code, message);
        const list = settings
          .map(({ framework, setting }) => `${framework}: ${setting}`)
          .join('; ');
        equal(list === '' ? change : `${change}: ${list}`, message, code);
        ok(happened !== '', code);
        if (message.includes('Nest: '))
          equal(
            settings.map(({ framework }) => framework),
            ['Express', 'Next pages', 'Next app', 'Nest', 'Fastify'],
            code,
          );
      }
    },
    'a webhook is not judged before all of it is there': () => {
      const all = { body: utf8('{}'), headers: [], secrets: ['x'], now: 0, toleranceSeconds: 300 };
      equal(judge(all).state, 'refused');
      for (const field of ['body', 'headers', 'secrets']) {
        const { state, missing, hints, code } = judge({ ...all, [field]: undefined });
        equal([state, missing, hints, code], ['waiting', [field], [], undefined]);
      }
      const { checks } = judge({ ...all, secrets: undefined });
      equal(
        checks.map(({ state }) => state),
        ['waiting', 'pass', 'fail', 'skipped', 'waiting'],
      );
    },
  };

  for (const { label, hint, make } of examples) {
    tests[`the example “${label}”`] = async () => {
      const { body, headers: pairs, secrets, clock = { kind: 'after', seconds: 0 } } = await make();
      const now = nowBy(clock, signedHeaders(pairs).timestamp, Date.now() / 1000);
      const { state, hints } = judge({ body, headers: pairs, secrets, now, toleranceSeconds: 300 });
      const codes = hints.map(({ code }) => code);
      equal(
        [state, hint === 'SECRET_OTHER' ? codes[1] : codes[0]],
        [hint === undefined ? 'ok' : 'refused', hint],
      );
    };
  }
  return [...formats, ...named(tests, 'in Node: ')];
}
