/** What the vectors cannot say of verifying: JavaScript's own values, options and errors. */
import { codeOf, equal, ok, thrown } from './assert.js';
import { named } from './outcome.js';
import { goodOf } from './shapes.js';

export function apiTests(hookproof, { verify: [good] }) {
  const { verifyWebhook, unwrapWebhook, signWebhook } = hookproof;
  const { WebhookVerificationError, WebhookConfigError } = hookproof;
  const { body, headers: pairs, secret, now } = goodOf(good);
  const record = Object.fromEntries(pairs);
  const at = { now };
  const verify = (headers, options = at) => verifyWebhook(body, headers, secret, options);
  const refusal = (headers) => thrown(() => unwrapWebhook(body, headers, secret, at)).code;
  const configCode = (action) => codeOf(WebhookConfigError, action);

  const tests = {
    'a payload that is a parsed object names the setting to change': () => {
      for (const payload of [
        JSON.parse(body),
        [],
        null,
        undefined,
        1,
        true,
        new Date(),
        new Map(),
        () => body,
        Symbol('x'),
        1n,
      ]) {
        const error = thrown(() => verifyWebhook(payload, record, secret, at));
        equal(error.code, 'ERR_PAYLOAD_TYPE');
        ok(
          error.message.includes('express.raw') &&
            error.message.includes('bodyParser') &&
            error.message.includes('rawBody'),
          error.message,
        );
      }
    },
    'a payload that only claims to be an ArrayBuffer is refused': () => {
      equal(
        configCode(() =>
          verifyWebhook({ [Symbol.toStringTag]: 'ArrayBuffer', byteLength: 3 }, record, secret, at),
        ),
        'ERR_PAYLOAD_TYPE',
      );
    },
    "headers of no shape that holds headers are the developer's mistake": () => {
      for (const headers of [
        undefined,
        null,
        'webhook-id: x',
        7,
        true,
        () => record,
        ['webhook-id', 'x'],
        [null],
        [['webhook-id']].map(String),
        [[1, 'x']],
      ]) {
        equal(
          configCode(() => verify(headers)),
          'ERR_HEADERS_TYPE',
          String(headers),
        );
      }
    },
    "headers that throw when they are read are the developer's mistake": () => {
      const getter = Object.defineProperty({}, 'webhook-id', {
        enumerable: true,
        get: () => {
          throw new Error('no');
        },
      });
      for (const headers of [
        getter,
        {
          get() {
            throw new Error('no');
          },
        },
        new Proxy(
          {},
          {
            ownKeys() {
              throw new Error('no');
            },
          },
        ),
      ]) {
        equal(
          configCode(() => verify(headers)),
          'ERR_HEADERS_TYPE',
        );
        equal(verify(record), true);
      }
    },
    'an id or a timestamp that is an array of none or of several is malformed': () => {
      for (const name of ['webhook-id', 'webhook-timestamp']) {
        for (const value of [
          [],
          [record[name], record[name]],
          ['', record[name]],
          Array(5000).fill(''),
        ]) {
          equal(verify({ ...record, [name]: value }), false);
          equal(
            refusal({ ...record, [name]: value }),
            'ERR_MALFORMED_HEADER',
            JSON.stringify(value),
          );
        }
      }
    },
    'several signatures are one list, and none of them is a missing header': () => {
      const signature = record['webhook-signature'];
      for (const name of ['webhook-signature', 'Webhook-Signature']) {
        const { 'webhook-signature': _, ...rest } = record;
        equal(verify({ ...rest, [name]: ['v1,x', signature] }), true);
        equal(verify({ ...rest, [name]: [signature, 'v1,x'] }), true);
        equal(verify(new Map([...Object.entries(rest), [name, ['v1,x', signature]]])), true);
        equal(refusal({ ...rest, [name]: [] }), 'ERR_MISSING_HEADER');
        equal(refusal({ ...rest, [name]: [''] }), 'ERR_MISSING_HEADER');
        equal(refusal({ ...rest, [name]: Array(5000).fill('') }), 'ERR_MALFORMED_HEADER');
      }
      equal(
        verify({
          get: (name) => (name === 'webhook-signature' ? ['v1,x', signature] : record[name]),
        }),
        true,
      );
    },
    'two properties that differ in case are malformed, whichever they are': () => {
      for (const [name, value] of pairs)
        equal(refusal({ ...record, [name.toUpperCase()]: value }), 'ERR_MALFORMED_HEADER', name);
    },
    'undefined or null under a name is missing, as get says that it was not sent': () => {
      for (const [name] of pairs) {
        for (const value of [undefined, null])
          equal(refusal({ ...record, [name]: value }), 'ERR_MISSING_HEADER');
      }
      equal(refusal({ get: () => null }), 'ERR_MISSING_HEADER');
    },
    'what no sender can send is no header, and the message says what to give': () => {
      const bytes = new TextEncoder().encode(record['webhook-id']);
      const kinds = {
        'String(value)': [1, 1732000000, Number.NaN, [1], ['x', 1]],
        'new TextDecoder().decode(value)': [
          bytes,
          bytes.buffer,
          new DataView(bytes.buffer),
          [bytes],
        ],
        'the text in it': [
          { value: 'x' },
          true,
          1n,
          Symbol('x'),
          () => 'x',
          new Date(),
          new String('x'),
          [['x']],
          [undefined],
          [null],
          [{ value: 'x' }],
        ],
        'await it': [Promise.resolve('x'), { then() {} }, [Promise.resolve('x')]],
      };
      for (const [advice, values] of Object.entries(kinds)) {
        for (const value of values) {
          for (const [name] of pairs) {
            const shapes = [
              { ...record, [name]: value },
              [...pairs, [name, value]],
              new Map([...pairs, [name, value]]),
            ];
            shapes.push(
              { ...record, [name.toUpperCase()]: value },
              { get: (asked) => (asked === name ? value : record[asked]) },
            );
            shapes.push({ [name]: value }, { ...record, 'svix-id': value });
            for (const headers of shapes) {
              const error = thrown(() => verify(headers));
              equal(error.code, 'ERR_HEADERS_TYPE', `${name}: ${String(error)}`);
              ok(error.message.includes(advice), `${error.message} does not say ${advice}`);
            }
          }
        }
      }
    },
    'headers that were not awaited are no headers': () => {
      for (const headers of [
        Promise.resolve(record),
        (async () => record)(),
        { then() {} },
        Object.assign(() => {}, { then() {} }),
        { ...record, then() {} },
      ]) {
        const error = thrown(() => verify(headers));
        equal(error.code, 'ERR_HEADERS_TYPE');
        ok(error.message.includes('await it'), error.message);
      }
    },
    'a request or an event in place of its headers is no headers': () => {
      const events = [
        { version: '2.0', headers: record, body },
        { headers: new Headers(record) },
        { headers: {} },
        { headers: new Map() },
        { method: 'post', url: '/', headers: { ...record }, data: body },
        { headers: [{ key: 'webhook-id', value: 'x' }] },
        { request: { headers: record } },
        { req: { headers: record }, res: {} },
        { get: () => null, headers: record },
        Object.create({ headers: record }),
      ];
      if (globalThis.Request !== undefined)
        events.push(new Request('https://a.example', { method: 'POST', headers: record, body }));
      for (const headers of events) {
        const error = thrown(() => verify(headers));
        equal(error.code, 'ERR_HEADERS_TYPE');
        ok(error.message.includes('request.headers'), error.message);
      }
      equal(verify({ ...record, headers: {} }), true);
    },
    'a sender who names his headers then, headers or request sends text': () => {
      for (const name of ['then', 'headers', 'request', 'req', 'get']) {
        for (const value of ['x', '[object Object]', ['x'], ['x', 'y']]) {
          equal(refusal({ [name]: value }), 'ERR_MISSING_HEADER');
          equal(verify({ ...record, [name]: value }), true);
        }
        equal(refusal([[name, 'x']]), 'ERR_MISSING_HEADER');
        equal(refusal(new Headers([[name, 'x']])), 'ERR_MISSING_HEADER');
      }
    },
    'a secret may be as short as minSecretBytes says, and no shorter': () => {
      const short = new Uint8Array(18).fill(7);
      const signed = signWebhook(body, short, { timestamp: now, minSecretBytes: 18 });
      // In this order: what was taken with less must not be taken with more.
      for (const minSecretBytes of [18, 1, 18, 19, 1, 24, undefined, 18]) {
        const enough = minSecretBytes <= 18;
        const judged = () => verifyWebhook(body, signed, [short, secret], { now, minSecretBytes });
        equal(
          enough ? judged() : configCode(judged),
          enough || 'ERR_SECRET_LENGTH',
          String(minSecretBytes),
        );
        const signing = () =>
          signWebhook(body, short, { minSecretBytes })['webhook-signature'].length;
        equal(
          enough ? signing() : configCode(signing),
          enough ? 47 : 'ERR_SECRET_LENGTH',
          String(minSecretBytes),
        );
      }
      const text = `whsec_${'A'.repeat(24)}`;
      for (const minSecretBytes of [18, 19, 18, undefined]) {
        const judged = () => verifyWebhook(body, record, text, { now, minSecretBytes });
        equal(
          minSecretBytes === 18 ? judged() : configCode(judged),
          minSecretBytes === 18 ? false : 'ERR_SECRET_LENGTH',
        );
      }
      ok(thrown(() => verifyWebhook(body, record, text, at)).message.includes('minSecretBytes'));
      equal(
        configCode(() => verifyWebhook(body, record, '', { now, minSecretBytes: 1 })),
        'ERR_SECRET_MISSING',
      );
    },
    'minSecretBytes is a whole number from 1 to 512': () => {
      for (const minSecretBytes of [
        0,
        -1,
        0.5,
        18.5,
        513,
        65537,
        2 ** 32 + 24,
        Number.NaN,
        Infinity,
        -Infinity,
        '18',
        null,
        18n,
        true,
        {},
      ]) {
        for (const action of [
          () => verify(record, { now, minSecretBytes }),
          () => unwrapWebhook(body, record, secret, { now, minSecretBytes }),
          () => signWebhook(body, secret, { minSecretBytes }),
        ]) {
          equal(configCode(action), 'ERR_OPTION', String(minSecretBytes));
          ok(thrown(action).message.includes('minSecretBytes'));
        }
      }
    },
    "a secret that is no base64 is told to be, perhaps, the key's text": () => {
      const error = thrown(
        () =>
          verify(record, at) &&
          verifyWebhook(body, record, 'polar_whs_ovyN6cPrTv56AApvzCaJno08SSmGJmgbWilb33N2JuK', at),
      );
      ok(error.message.includes('new TextEncoder().encode(secret)'), error.message);
    },
    'inherited properties are no headers': () => {
      equal(verify(Object.create(record)), false);
      class Sent {
        get 'webhook-id'() {
          return record['webhook-id'];
        }
      }
      equal(
        verify(Object.assign(new Sent(), { 'webhook-timestamp': '1', 'webhook-signature': 'x' })),
        false,
      );
    },
    'a Map minds no case, and two of its names that differ in case are malformed': () => {
      equal(verify(new Map(pairs.map(([name, value]) => [name.toUpperCase(), value]))), true);
      equal(verify(new Map([...pairs, ['WEBHOOK-ID', 'x']])), false);
    },
    'a request header named get is only a header': () => {
      equal(verify({ ...record, get: 'x' }), true);
      equal(verify({ ...record, __proto__: { polluted: 'x' } }), true);
    },
    'each value is read once, so that it cannot change between check and use': () => {
      let reads = 0;
      const headers = Object.defineProperty({ ...record }, 'webhook-id', {
        enumerable: true,
        get: () => (reads++ === 0 ? record['webhook-id'] : 'another'),
      });
      equal(unwrapWebhook(body, headers, secret, at).id, record['webhook-id']);
      equal(reads, 1);
    },
    'options that are not what they should be are errors': () => {
      const invalid = [
        { toleranceSeconds: -1 },
        { toleranceSeconds: Number.NaN },
        { toleranceSeconds: Infinity },
        { toleranceSeconds: '300' },
        { toleranceSeconds: null },
        { now: Number.NaN },
        { now: Infinity },
        { now: '1614265330' },
        { now: null },
        { now: new Date(Number.NaN) },
        { now: {} },
        300,
        'x',
        true,
      ];
      for (const options of invalid) {
        equal(
          configCode(() => verify(record, options)),
          'ERR_OPTION',
          JSON.stringify(options),
        );
        equal(
          configCode(() => unwrapWebhook(body, record, secret, options)),
          'ERR_OPTION',
        );
      }
    },
    'options left out, undefined or empty mean the clock and 300 seconds': () => {
      for (const options of [undefined, {}, { now: undefined, toleranceSeconds: undefined }]) {
        equal(verifyWebhook(body, record, secret, options), false);
        equal(verifyWebhook(body, signWebhook(body, secret), secret, options), true);
      }
      const seconds = Date.now() / 1000;
      equal(
        verifyWebhook(body, signWebhook(body, secret, { timestamp: seconds - 290 }), secret),
        true,
      );
      equal(
        verifyWebhook(body, signWebhook(body, secret, { timestamp: seconds - 310 }), secret),
        false,
      );
    },
    'now is a Date or seconds, rounded down, and a tolerance may have a fraction': () => {
      equal(verify(record, { now: new Date((now + 300.999) * 1000) }), true);
      equal(verify(record, { now: now + 300.999 }), true);
      equal(verify(record, { now: now + 301 }), false);
      equal(verify(record, { now: now + 1, toleranceSeconds: 1.5 }), true);
      equal(verify(record, { now: now + 2, toleranceSeconds: 1.5 }), false);
      equal(verify(record, { now: Number.MAX_VALUE, toleranceSeconds: 1e15 }), false);
      equal(verify(record, { now: -1, toleranceSeconds: 1e15 }), true);
    },
    'a secret whose bytes are gone is an error, and the next call works': () => {
      const memory = new WebAssembly.Memory({ initial: 1 });
      const key = new Uint8Array(memory.buffer, 0, 32);
      memory.grow(1);
      equal(
        configCode(() => verifyWebhook(body, record, key, at)),
        'ERR_SECRET_KIND',
      );
      ok(verify(record), 'the next call');
    },
    'a secret is read by nothing that its owner could have replaced': () => {
      const key = new Uint8Array(32);
      key.subarray = () => {
        throw new Error('called');
      };
      ok(!verifyWebhook(body, record, key, at), 'a key of zeros');
    },
    'a secret that is no string and no Uint8Array is an error that says so': () => {
      for (const wrong of [
        1,
        true,
        {},
        new ArrayBuffer(32),
        new Uint16Array(32),
        new DataView(new ArrayBuffer(32)),
        Symbol('x'),
        () => secret,
      ]) {
        equal(
          configCode(() => verifyWebhook(body, record, wrong, at)),
          'ERR_SECRET_KIND',
        );
      }
      for (const missing of [undefined, null, [], [undefined], [null]]) {
        equal(
          configCode(() => verifyWebhook(body, record, missing, at)),
          'ERR_SECRET_MISSING',
        );
      }
    },
    'a wrong secret among several is named by its position': () => {
      const error = thrown(() => verifyWebhook(body, record, [secret, secret, 'whsec_'], at));
      equal(error.code, 'ERR_SECRET_MISSING');
      ok(error.message.endsWith('(secret 3 of 3)'), error.message);
    },
    '17 secrets are too many': () => {
      equal(
        configCode(() => verifyWebhook(body, record, Array(17).fill(secret), at)),
        'ERR_SECRET_LENGTH',
      );
    },
    "a developer's mistake is told even when the webhook would be refused anyway": () => {
      equal(
        configCode(() => verifyWebhook(body, {}, 'whsec_', at)),
        'ERR_SECRET_MISSING',
      );
      equal(
        configCode(() => verifyWebhook({}, {}, secret, at)),
        'ERR_PAYLOAD_TYPE',
      );
    },
    'a lone surrogate in a string payload is what UTF-8 makes of it': () => {
      const headers = signWebhook('\ufffd', secret, { timestamp: now });
      equal(verifyWebhook('\ud800', headers, secret, at), true);
      const split = `${'x'.repeat(32767)}😀`;
      equal(
        verifyWebhook(
          split,
          signWebhook(new TextEncoder().encode(split), secret, { timestamp: now }),
          secret,
          at,
        ),
        true,
      );
    },
    'bytes shared with other threads are verified and parsed from one copy': () => {
      const buffer = sharedBuffer();
      // An engine that has no way at all to share memory has nothing to get wrong here.
      if (buffer === undefined) return;
      const shared = new Uint8Array(buffer, 0, body.length);
      shared.set(new TextEncoder().encode(body));
      equal(unwrapWebhook(shared, record, secret, at).event, JSON.parse(body));
    },
    'JSON is parsed after verification, and its absence is told apart': () => {
      for (const text of ['', 'not json', '\ufeff{}', '{"a":1']) {
        for (const payload of [text, new TextEncoder().encode(text)]) {
          const error = thrown(() =>
            unwrapWebhook(payload, signWebhook(payload, secret, { timestamp: now }), secret, at),
          );
          equal(error.code, 'ERR_PAYLOAD_JSON', text);
          ok(error instanceof WebhookVerificationError);
        }
      }
      equal(
        thrown(() => unwrapWebhook('not json', record, secret, at)).code,
        'ERR_NO_MATCHING_SIGNATURE',
      );
    },
    'a key named __proto__ in an event pollutes nothing': () => {
      const text = '{"__proto__":{"polluted":true}}';
      unwrapWebhook(text, signWebhook(text, secret, { timestamp: now }), secret, at);
      equal({}.polluted, undefined);
    },
    'errors are told apart by instanceof, code and name, also in a subclass': () => {
      const refusal = thrown(() => unwrapWebhook(body, {}, secret, at));
      const mistake = thrown(() => verifyWebhook(body, record, ''));
      equal(
        [refusal instanceof WebhookVerificationError, refusal instanceof WebhookConfigError],
        [true, false],
      );
      equal(
        [mistake instanceof WebhookVerificationError, mistake instanceof WebhookConfigError],
        [false, true],
      );
      class Sub extends WebhookVerificationError {}
      equal(
        [
          refusal instanceof Sub,
          new Sub('x', { code: 'ERR_REPLAYED' }) instanceof Sub,
          new Sub('x', { code: 'ERR_REPLAYED' }) instanceof WebhookVerificationError,
        ],
        [false, true, true],
      );
      // By their names as texts: who minifies a bundle gives the classes others.
      for (const [Class, name, code] of [
        [WebhookVerificationError, 'WebhookVerificationError', 'ERR_NO_MATCHING_SIGNATURE'],
        [WebhookConfigError, 'WebhookConfigError', 'ERR_OPTION'],
      ]) {
        const bare = new Class('why');
        const told = new Class('why', { code: 'ERR_OTHER', cause: bare });
        equal([bare.message, bare.code, 'cause' in bare, bare.name], ['why', code, false, name]);
        equal([told.code, told.cause === bare], ['ERR_OTHER', true]);
        equal(
          [new Class().message, new Class('why', null).code, new Class('why', 'x').code],
          ['', code, code],
        );
      }
      equal(
        [null instanceof WebhookVerificationError, 'x' instanceof WebhookConfigError],
        [false, false],
      );
    },
    'an exhausted stack costs a verdict, but never gives a wrong one, and the next call works':
      () => {
        const outcomes = new Set();
        const dive = () => {
          try {
            dive();
          } catch {
            // This is the bottom: from here on there is a little more room at each step up.
          }
          try {
            outcomes.add(verify(record));
            outcomes.add(
              verify({ ...record, 'webhook-signature': 'v1,forged' })
                ? 'a forgery verified'
                : 'refused',
            );
          } catch (error) {
            outcomes.add(error instanceof Error ? 'an error' : error);
          }
        };
        dive();
        for (const outcome of outcomes)
          ok([true, 'refused', 'an error'].includes(outcome), String(outcome));
        ok(
          outcomes.has('an error') && outcomes.has(true),
          `the stack was not exhausted: ${[...outcomes]}`,
        );
        equal(verify(record), true);
      },
    'a thousand bad webhooks in a row leave the next good one alone': () => {
      for (let at = 0; at < 1000; at++)
        equal(verify({ ...record, 'webhook-signature': `v1,${at}` }), false);
      equal(verify(record), true);
    },
  };
  return named(tests, 'api: ');
}

/** Shared memory; outside a cross-origin isolated page only WebAssembly gives it. */
function sharedBuffer() {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer;
  } catch {
    return undefined;
  }
}
