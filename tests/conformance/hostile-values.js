/**
 * Values that code which trusts its caller gets wrong, for each place of a call. `holds` says what
 * a value stands for, by the rule that each value is read once and bytes are what the language says
 * they are: 'the good one' verifies, and 'another' never does.
 *
 * `make` makes a new one for each use, of `{ body, bytes, headers, secret, key, now }`, which are
 * right.
 */
const GOOD = 'the good one';
const OTHER = 'another';

const fails = () => {
  throw new Error('thrown by the caller');
};
/** Whatever is asked of it fails. */
const everyTrap = (target = {}) => new Proxy(target, new Proxy({}, { get: () => fails }));
const revoked = (target = {}) => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const listOf = (length, at) =>
  new Proxy([], { get: (_, name) => (name === 'length' ? length : at(name)) });
const withTag = (value, tag) =>
  Object.defineProperty(value, Symbol.toStringTag, {
    get: typeof tag === 'function' ? tag : () => tag,
  });
/**
 * Returns the same bytes, and what takes their buffer away: of all ways to do so, one that every
 * runtime has.
 */
export function detachable(bytes) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const view = new Uint8Array(memory.buffer, 0, bytes.length);
  view.set(bytes);
  return { view, detach: () => memory.grow(1) };
}
function detached(bytes) {
  const { view, detach } = detachable(bytes);
  detach();
  return view;
}
/** Changes its answer: the first one, and then the second for ever. */
const turning = (first, second) => {
  let reads = 0;
  return () => (reads++ === 0 ? first : second);
};
const getter = (name, get) =>
  Object.defineProperty({}, name, { get, enumerable: true, configurable: true });
const withGetter = (object, name, get) =>
  Object.defineProperty({ ...object }, name, { get, enumerable: true });

/** Of no kind that any place takes. */
const nothings = {
  undefined: () => undefined,
  null: () => null,
  'a boolean': () => true,
  'a number': () => 7,
  NaN: () => Number.NaN,
  'a BigInt': () => 10n ** 30n,
  'a Symbol': () => Symbol('x'),
  'a function': () => fails,
  'an object without a prototype': () => Object.create(null),
  'a boxed string': ({ body }) => new String(body),
  'a Proxy that fails': () => everyTrap(),
  'a Proxy of an array that fails': () => everyTrap([]),
  'a Proxy of a function that fails': () => everyTrap(() => 1),
  'a revoked Proxy': () => revoked(),
  'a revoked Proxy of an array': () => revoked([]),
  'a Proxy of bytes': ({ bytes }) => new Proxy(bytes.slice(), {}),
  'an object whose prototype is bytes': ({ bytes }) => Object.create(bytes),
  'an object that claims to be a Uint8Array': ({ bytes }) =>
    withTag(
      { buffer: bytes.buffer, byteOffset: 0, byteLength: bytes.length, length: bytes.length },
      'Uint8Array',
    ),
  'toJSON, toString and valueOf that fail': () => ({
    toJSON: fails,
    toString: fails,
    valueOf: fails,
    [Symbol.toPrimitive]: fails,
  }),
  'a class of Date': () =>
    new (class extends Date {
      valueOf() {
        return fails();
      }
    })(Number.NaN),
};

/**
 * Not for a body: an explanation prints one that is no bytes, and printing takes as long as the
 * list is.
 */
const endless = {
  ...nothings,
  'a list of 2 ** 32 - 1 holes': () => new Array(2 ** 32 - 1),
  'a list that claims 2 ** 53 entries': () => listOf(2 ** 53, () => undefined),
};

const bodies = {
  'a string': [GOOD, ({ body }) => body],
  'a string put together of pieces': [
    GOOD,
    ({ body }) => [...body].reduce((text, character) => text + character, ''),
  ],
  'a slice of a longer string': [GOOD, ({ body }) => `${'x'.repeat(50)}${body}`.slice(50)],
  'a slice of a string that is not Latin-1': [GOOD, ({ body }) => `€${body}`.slice(1)],
  bytes: [GOOD, ({ bytes }) => bytes.slice()],
  'bytes that say they are others': [GOOD, ({ bytes }) => lying(bytes, new Uint8Array(500))],
  'others that say they are these bytes': [
    OTHER,
    ({ bytes }) => lying(new Uint8Array(bytes.length), bytes),
  ],
  'a DataView on others that says it is on these': [
    OTHER,
    ({ bytes }) =>
      Object.defineProperties(new DataView(new ArrayBuffer(bytes.length)), lies(bytes)),
  ],
  'bytes whose getters fail': [
    GOOD,
    ({ bytes }) =>
      Object.defineProperties(bytes.slice(), {
        buffer: { get: fails },
        byteLength: { get: fails },
        [Symbol.toStringTag]: { get: fails },
        slice: { get: fails },
        subarray: { get: fails },
        constructor: { get: fails },
      }),
  ],
  'a buffer that says it is none': [GOOD, ({ bytes }) => withTag(bytes.slice().buffer, 'Object')],
  'bytes in a buffer that can grow': [GOOD, ({ bytes }) => resizable(bytes, 4 * bytes.length)],
  'all of a buffer that shrank': [OTHER, ({ bytes }) => shrunk(bytes)],
  'detached bytes': [OTHER, ({ bytes }) => detached(bytes)],
  'a detached buffer': [OTHER, ({ bytes }) => detached(bytes).buffer],
  'bytes of 16 bits': [OTHER, ({ bytes }) => Uint16Array.from(bytes)],
  'a lone surrogate behind it': [OTHER, ({ body }) => `${body}\udc00`],
  'the parsed body': [OTHER, ({ body }) => JSON.parse(body)],
  'an object that prints as the body': [
    OTHER,
    ({ body }) => ({
      toString: () => body,
      toJSON: () => JSON.parse(body),
      [Symbol.toPrimitive]: () => body,
    }),
  ],
  ...others(nothings),
};

const headers = {
  'an object': [GOOD, ({ headers }) => ({ ...headers })],
  'one without a prototype': [GOOD, ({ headers }) => Object.assign(Object.create(null), headers)],
  'a Proxy of an object': [GOOD, ({ headers }) => new Proxy({ ...headers }, {})],
  'a getter that gives the right id first': [
    GOOD,
    ({ headers }) => withGetter(headers, 'webhook-id', turning(headers['webhook-id'], 'another')),
  ],
  'a getter that gives the right id last': [
    OTHER,
    ({ headers }) => withGetter(headers, 'webhook-id', turning('another', headers['webhook-id'])),
  ],
  'a get that answers rightly once': [
    GOOD,
    ({ headers }) => {
      const reads = {};
      return { get: (name) => (reads[name] ? 'another' : ((reads[name] = true), headers[name])) };
    },
  ],
  'a get that answers rightly the second time': [
    OTHER,
    ({ headers }) => {
      const reads = {};
      return { get: (name) => (reads[name] ? headers[name] : ((reads[name] = true), 'another')) };
    },
  ],
  'a getter that verifies another webhook': [
    GOOD,
    (good) =>
      withGetter(good.headers, 'webhook-id', () => {
        good.verify?.();
        return good.headers['webhook-id'];
      }),
  ],
  'a getter that fails': [OTHER, ({ headers }) => withGetter(headers, 'webhook-signature', fails)],
  'a get that fails midway': [
    OTHER,
    ({ headers }) => ({ get: (name) => (name.endsWith('signature') ? fails() : headers[name]) }),
  ],
  'an iterator that fails midway': [
    OTHER,
    ({ headers }) => ({
      *[Symbol.iterator]() {
        yield* Object.entries(headers);
        fails();
      },
    }),
  ],
  'an iterator whose return fails': [
    OTHER,
    ({ headers }) => returning(Object.entries(headers), fails),
  ],
  'pairs that are iterators': [
    GOOD,
    ({ headers }) =>
      Object.entries(headers).map((pair) => ({ [Symbol.iterator]: () => pair.values() })),
  ],
  'pairs with holes': [OTHER, ({ headers }) => [...Object.entries(headers), new Array(2)]],
  'boxed strings': [
    OTHER,
    ({ headers }) => ({ ...headers, 'webhook-id': new String(headers['webhook-id']) }),
  ],
  'a value that becomes a string': [
    OTHER,
    ({ headers }) => ({ ...headers, 'webhook-id': { toString: () => headers['webhook-id'] } }),
  ],
  'an array that claims one value': [
    OTHER,
    ({ headers }) => ({ ...headers, 'webhook-id': listOf(1, fails) }),
  ],
  'a lone surrogate in the id': [
    OTHER,
    ({ headers }) => ({ ...headers, 'webhook-id': `${headers['webhook-id']}\ud800` }),
  ],
  'a signature that is not Latin-1': [
    OTHER,
    ({ headers }) => ({ ...headers, 'webhook-signature': '€'.repeat(4097) }),
  ],
  'the right list behind one that is not Latin-1': [
    GOOD,
    ({ headers }) => ({
      ...headers,
      'webhook-signature': `${'€'.repeat(9)} ${headers['webhook-signature']}`,
    }),
  ],
  'an id of a MiB': [OTHER, ({ headers }) => ({ ...headers, 'webhook-id': 'x'.repeat(2 ** 20) })],
  'everything not Latin-1, as long as it is written at once': [
    OTHER,
    () => ({
      'webhook-id': '€'.repeat(511),
      'webhook-timestamp': '€'.repeat(15),
      'webhook-signature': '€'.repeat(4097),
    }),
  ],
  'an id and a timestamp not Latin-1, and the longest list': [
    OTHER,
    () => ({
      'webhook-id': '€'.repeat(511),
      'webhook-timestamp': '€'.repeat(15),
      'webhook-signature': 'x'.repeat(4097),
    }),
  ],
  'headers of the prototype': [OTHER, ({ headers }) => Object.create(headers)],
  'headers with a prototype that fails': [
    OTHER,
    ({ headers }) =>
      Object.assign(Object.create(everyTrap(), Object.getOwnPropertyDescriptors(headers))),
  ],
  ...others(endless),
};

const secrets = {
  text: [GOOD, ({ secret }) => secret],
  bytes: [GOOD, ({ key }) => key.slice()],
  'a list': [GOOD, ({ secret }) => ['whsec_'.padEnd(50, 'A'), secret]],
  'a list whose iterator never ends': [
    GOOD,
    ({ secret }) =>
      Object.assign([secret], {
        *[Symbol.iterator]() {
          for (;;) yield secret;
        },
      }),
  ],
  'a list that is asked once for each': [
    GOOD,
    ({ secret }) => Object.defineProperty([secret], 0, { get: turning(secret, 'whsec_') }),
  ],
  'a list that grows while it is read': [
    OTHER,
    ({ secret }) => {
      const list = [secret];
      Object.defineProperty(list, 0, {
        get: () => {
          if (list.length < 99) list.push(secret, list);
          return secret;
        },
      });
      return list;
    },
  ],
  'a list of which an entry fails': [
    OTHER,
    ({ secret }) => Object.defineProperty([secret, secret], 1, { get: fails }),
  ],
  'a list whose length fails when it is asked again': [
    OTHER,
    () => {
      const length = turning(2, undefined);
      return new Proxy(['', ''], {
        get: (list, name) => (name === 'length' ? (length() ?? fails()) : list[name]),
      });
    },
  ],
  'a list with a hole': [OTHER, ({ secret }) => [secret, , secret]],
  'a list in a list': [OTHER, ({ secret }) => [[secret]]],
  'a key whose getters fail': [
    GOOD,
    ({ key }) =>
      Object.defineProperties(key.slice(), {
        buffer: { get: fails },
        byteLength: { get: fails },
        slice: { get: fails },
        [Symbol.toStringTag]: { get: fails },
        constructor: { get: fails },
      }),
  ],
  'a key that says it is none': [GOOD, ({ key }) => withTag(key.slice(), 'Array')],
  'another that says it is this key': [
    OTHER,
    ({ key }) => lying(new Uint8Array(key.length).fill(1), key),
  ],
  'another key whose getter verifies another webhook': [
    OTHER,
    (good) =>
      withTag(new Uint8Array(32), () => {
        good.verify?.();
        return 'Uint8Array';
      }),
  ],
  'a detached key': [OTHER, ({ key }) => detached(key)],
  'a key in its buffer alone': [OTHER, ({ key }) => key.slice().buffer],
  'bytes of the wrong class': [OTHER, ({ key }) => new Uint8ClampedArray(key)],
  'a lone surrogate in it': [OTHER, ({ secret }) => `${secret}\ud800`],
  'a secret of a MiB': [OTHER, () => `whsec_${'A'.repeat(2 ** 20)}`],
  'more than may be given': [OTHER, ({ secret }) => new Array(1000).fill(secret)],
  'an empty list': [OTHER, () => []],
  ...others(endless),
};

const options = {
  'the time': [GOOD, ({ now }) => ({ now })],
  'a Date': [GOOD, ({ now }) => ({ now: new Date(now * 1000) })],
  'a Date that says another time': [
    GOOD,
    ({ now }) => ({
      now: Object.defineProperties(new Date(now * 1000), {
        valueOf: { get: fails },
        getTime: { get: fails },
        [Symbol.toPrimitive]: { value: () => 0 },
      }),
    }),
  ],
  'a Date of another time that says this one': [
    OTHER,
    ({ now }) => ({
      now: Object.assign(new Date(0), { valueOf: () => now * 1000, getTime: () => now * 1000 }),
    }),
  ],
  'what claims to be a Date': [
    OTHER,
    ({ now }) => ({ now: withTag({ valueOf: () => now * 1000 }, 'Date') }),
  ],
  'a getter that gives the time first': [GOOD, ({ now }) => getter('now', turning(now, 0))],
  'a getter that gives the time last': [OTHER, ({ now }) => getter('now', turning(0, now))],
  'a getter that fails': [OTHER, () => getter('now', fails)],
  'a tolerance that fails': [
    OTHER,
    ({ now }) => Object.assign(getter('toleranceSeconds', fails), { now }),
  ],
  'a tolerance of 2 ** 53': [GOOD, () => ({ now: 0, toleranceSeconds: 2 ** 53 })],
  'a tolerance as text': [OTHER, ({ now }) => ({ now, toleranceSeconds: '300' })],
  'a tolerance that becomes a number': [
    OTHER,
    ({ now }) => ({ now, toleranceSeconds: { valueOf: () => 300 } }),
  ],
  'a tolerance that is infinite': [
    OTHER,
    ({ now }) => ({ now, toleranceSeconds: Number.POSITIVE_INFINITY }),
  ],
  'a time below all others': [OTHER, () => ({ now: -Number.MAX_VALUE })],
  'a BigInt of a time': [OTHER, ({ now }) => ({ now: BigInt(now) })],
  ...others(endless),
};

/** In the order of the parameters. */
export const places = { bodies, headers, secrets, options };
export { GOOD };

function others(values) {
  return Object.fromEntries(Object.entries(values).map(([name, make]) => [name, [OTHER, make]]));
}

function lies({ buffer, byteOffset, byteLength }) {
  return {
    buffer: { value: buffer },
    byteOffset: { value: byteOffset },
    byteLength: { value: byteLength },
    length: { value: byteLength },
  };
}

function lying(bytes, others) {
  return Object.defineProperties(bytes.slice(), {
    ...lies(others),
    slice: { value: () => others },
    subarray: { value: () => others },
  });
}

function resizable(bytes, maxByteLength) {
  const view = new Uint8Array(new ArrayBuffer(bytes.length, { maxByteLength }));
  view.set(bytes);
  return view;
}

/** Where buffers cannot be resized, it is detached: gone all the same. */
function shrunk(bytes) {
  const view = resizable(bytes, 4 * bytes.length);
  if (view.buffer.resize === undefined) return detached(view);
  view.buffer.resize(1);
  return view;
}

function returning(values, end) {
  const { length } = values;
  let at = 0;
  return {
    [Symbol.iterator]: () => ({
      next: () => ({ done: false, value: at < length ? values[at++] : null }),
      return: end,
    }),
  };
}
