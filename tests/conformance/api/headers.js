/** Tests what headers may be, and how they are read. */
import { equal, ok, thrown } from '../assert.js';

export function headers({
  verifyWebhook,
  unwrapWebhook,
  body,
  pairs,
  secret,
  record,
  at,
  verify,
  refusal,
  configCode,
}) {
  return {
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
  };
}
