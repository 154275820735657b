/**
 * `explainWebhook`: what it finds by the vectors of tests/vectors/explain.json, and what it makes
 * of values that break other code.
 */
import { equal, ok, thrown } from './assert.js';
import { goodOf, payloadShapes, valueOf } from './shapes.js';
import { named } from './outcome.js';

const NAMES = ['secret', 'payload', 'headers', 'timestamp', 'signature'];

export function explainTests(
  full,
  { explain, verify, tags, regressions, secrets: secretVectors, v1a },
) {
  const {
    explainWebhook,
    generateKeyPair,
    generateSecret,
    signWebhook,
    unwrapWebhook,
    verifyWebhook,
  } = full;
  const { body, headers, secret, now } = goodOf(verify[0]);
  const at = { now };

  /** Explains, and checks what holds of every explanation. */
  const explained = (...values) => {
    const found = explainWebhook(...values);
    equal(
      Object.keys(found),
      found.ok ? ['ok', 'checks', 'hints'] : ['ok', 'code', 'checks', 'hints'],
    );
    equal(
      found.checks.map(({ name }) => name),
      NAMES,
    );
    for (const check of found.checks)
      equal(
        [typeof check.ok, typeof check.detail, Object.keys(check)],
        ['boolean', 'string', ['name', 'ok', 'detail']],
      );
    equal(found.hints.length === 0, found.ok, 'a hint for each refusal');
    for (const { code, message } of found.hints)
      ok(/^[A-Z_0-9]+$/.test(code) && message.length > 20, `${code}: ${message}`);
    equal(
      new Set(found.hints.map(({ code }) => code)).size,
      found.hints.length,
      'hints that are there twice',
    );
    if (found.ok)
      ok(
        found.checks.every((check) => check.ok),
        'a check fails and all is well',
      );
    return found;
  };
  const first = (...values) => explained(...values).hints[0]?.code;
  const failing = ({ checks }) => checks.filter((check) => !check.ok).map(({ name }) => name);
  const verdictOf = (...values) => {
    try {
      return verifyWebhook(...values) || thrown(() => unwrapWebhook(...values)).code;
    } catch (error) {
      return error.code;
    }
  };
  const agrees = (...values) => {
    const { ok: isOk, code } = explained(...values);
    equal(isOk || code, verdictOf(...values));
  };
  const throwing = () => {
    throw new Error('no');
  };
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };

  const tests = {
    'the code is the one that verifying gives, for every other vector': () => {
      for (const { headers: pairs, body: given, secrets, now: time, tolerance } of [
        ...verify,
        ...tags,
        ...regressions,
        ...v1a.webhooks,
      ]) {
        agrees(
          valueOf(given),
          pairs.map(([name, value]) => [name, valueOf(value)]),
          secrets,
          { now: time, toleranceSeconds: tolerance },
        );
      }
      for (const { secret: given } of secretVectors) agrees(body, headers, valueOf(given), at);
      for (const { secret: given } of v1a.keys) agrees(body, headers, given, at);
    },
    'it never throws, whatever it is given, and the next call is right': () => {
      const getter = Object.defineProperty({}, 'webhook-id', { enumerable: true, get: throwing });
      const everyTrap = new Proxy(
        {},
        Object.fromEntries(
          ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'].map((trap) => [
            trap,
            throwing,
          ]),
        ),
      );
      class Hostile extends Uint8Array {
        get [Symbol.toStringTag]() {
          return throwing();
        }
        subarray() {
          return throwing();
        }
      }
      const cyclic = {};
      cyclic.self = cyclic;
      const values = [
        undefined,
        null,
        true,
        0,
        Number.NaN,
        1n,
        '',
        'x',
        '\ud800',
        Symbol('x'),
        () => body,
        throwing,
        {},
        [],
        [[]],
        [undefined],
        new Date(),
        new Map([[1, 2]]),
        new Set([1]),
        new WeakMap(),
        /x/,
        new Error('x'),
        Promise.resolve(body),
        { then: throwing },
        { then: true },
        { toJSON: throwing },
        { toJSON: () => undefined },
        cyclic,
        getter,
        everyTrap,
        revoked(),
        new Hostile(32),
        { [Symbol.iterator]: throwing },
        { get: throwing },
        { get: () => Symbol('x') },
        { length: 3 },
        new ArrayBuffer(8),
        new Uint8Array(0),
        new Uint8Array(600),
        new DataView(new ArrayBuffer(4)),
        Object.create(null),
        new Proxy([], { get: throwing }),
        new Proxy(() => 1, {}),
        globalThis,
        { now: throwing },
        {
          get now() {
            return throwing();
          },
        },
        { now: 1n, toleranceSeconds: {} },
        'x'.repeat(100000),
        { 'webhook-id': {} },
        Array(20).fill(secret),
      ];
      for (const value of values) {
        for (const given of [
          [value, headers, secret, at],
          [body, value, secret, at],
          [body, headers, value, at],
          [body, headers, [secret, value], at],
          [value, value, value, value],
        ]) {
          explained(...given);
        }
        const { ok: isOk } = explained(body, headers, secret, value);
        equal(isOk, false);
        equal(explained(body, headers, secret, at).ok, true, 'the next one');
      }
      explained();
    },
    'what the options throw is never looked at, and never shown': () => {
      const everyTrap = new Proxy({}, new Proxy({}, { get: () => throwing }));
      const [mark, verificationMark] = ['WebhookConfigError', 'WebhookVerificationError'].map(
        (name) => Symbol.for(`hookproof.${name}`),
      );
      const posing = (message) => ({
        [mark]: 1,
        [verificationMark]: 1,
        name: 'WebhookConfigError',
        code: message,
        message,
        stack: message,
        toString: () => message,
      });
      const things = [
        undefined,
        null,
        1,
        1n,
        '',
        secret,
        Symbol(secret),
        () => secret,
        new Error(secret),
        new Proxy({}, { has: throwing }),
        everyTrap,
        revoked(),
        posing(secret),
        posing(Symbol('x')),
        posing({ toString: throwing }),
        Object.defineProperty({ [mark]: 1 }, 'message', { get: throwing }),
      ];
      for (const thing of things) {
        const fails = () => {
          throw thing;
        };
        const proxy = new Proxy(
          {},
          { get: fails, has: fails, ownKeys: fails, getPrototypeOf: fails },
        );
        const options = [
          {
            get now() {
              return fails();
            },
          },
          {
            get toleranceSeconds() {
              return fails();
            },
          },
          proxy,
        ];
        for (const given of [
          ...options.map((each) => [body, headers, secret, each]),
          [proxy, headers, secret, at],
          [body, proxy, secret, at],
          [body, headers, proxy, at],
          [
            body,
            headers,
            secret,
            {
              now: {
                get [Symbol.toStringTag]() {
                  return fails();
                },
              },
            },
          ],
          [body, headers, [proxy], at],
          [proxy, proxy, proxy, proxy],
          [{ toJSON: fails }, headers, secret, at],
          [
            {
              get then() {
                return fails();
              },
            },
            headers,
            secret,
            at,
          ],
        ]) {
          const found = explained(...given);
          equal(found.ok, false);
          ok(!JSON.stringify(found).includes(secret.slice(6)), 'the secret is shown');
        }
        for (const each of options)
          equal(
            explained(body, headers, secret, each).checks[3].detail,
            'the options cannot be read',
          );
      }
      equal(explained(body, headers, secret, at).ok, true, 'the next one');
    },
    'it agrees with verifying on values of the wrong type': () => {
      for (const payload of [JSON.parse(body), [], null, undefined, 1, Symbol('x')])
        agrees(payload, headers, secret, at);
      for (const wrong of [undefined, null, 'x', 7, [null], () => headers])
        agrees(body, wrong, secret, at);
      for (const wrong of [
        undefined,
        null,
        [],
        1,
        {},
        [secret, 1],
        [secret, undefined],
        Array(17).fill(secret),
      ])
        agrees(body, headers, wrong, at);
      for (const options of [{ now: 'x' }, { toleranceSeconds: -1 }, 7, 'x'])
        agrees(body, headers, secret, options);
      const { privateKey, publicKey } = generateKeyPair();
      for (const several of [
        [privateKey, ''],
        ['', privateKey],
        [publicKey, privateKey],
        [secret, privateKey],
        Array(17).fill(privateKey),
      ])
        agrees(body, headers, several, at);
      agrees({}, undefined, '', { now: Number.NaN });
      agrees({}, undefined, '', at);
      agrees(body, undefined, '', at);
    },
    'a parsed payload is told, and whether that is all that is wrong': () => {
      for (const sent of [
        JSON.stringify({ a: [1, { b: 'é' }] }),
        JSON.stringify({ a: [1, { b: 'é' }] }, null, 2),
        '{"a": [1, {"b": "\\u00e9"}]}\n',
      ]) {
        const signed = signWebhook(sent, secret, { timestamp: now });
        const found = explained(JSON.parse(sent), signed, secret, at);
        equal(
          [found.code, found.hints[0].code, failing(found)],
          ['ERR_PAYLOAD_TYPE', 'BODY_PARSED', ['payload']],
        );
        ok(found.checks[4].detail.includes('all that is wrong'), found.checks[4].detail);
        const other = explained(JSON.parse(sent), signed, generateSecret(), at);
        equal(
          [other.code, other.hints[0].code, failing(other)],
          ['ERR_PAYLOAD_TYPE', 'BODY_PARSED', ['payload', 'signature']],
        );
        equal(other.hints.at(-1).code, 'SECRET_OTHER');
      }
    },
    'a payload that is not there yet is told': () => {
      equal(first(undefined, headers, secret, at), 'BODY_MISSING');
      equal(first(null, headers, secret, at), 'BODY_MISSING');
      equal(first(Promise.resolve(body), headers, secret, at), 'BODY_PROMISE');
      for (const method of ['getReader', 'pipe', 'arrayBuffer']) {
        equal(first({ [method]() {} }, headers, secret, at), 'BODY_UNREAD');
        equal(first({ [method]: 'x' }, headers, secret, at), 'BODY_PARSED');
        agrees({ [method]() {} }, headers, secret, at);
      }
      equal(first({ type: 'x' }, headers, secret, at), 'BODY_PARSED');
    },
    'headers and options of the wrong type are told': () => {
      equal(first(body, undefined, secret, at), 'HEADERS_TYPE');
      equal(first(body, 'webhook-id: x', secret, at), 'HEADERS_RAW');
      equal(first(body, headers, secret, { now: Number.NaN }), 'OPTION_INVALID');
      const { checks } = explained(body, headers, secret, 7);
      ok(checks[3].detail.includes('options must be an object'), checks[3].detail);
      equal(first(body, headers, undefined, at), 'SECRET_MISSING');
    },
    'an age of more than 32 bits is shown whole': () => {
      equal(
        explained(body, headers, secret, { now: now + 1e10 }).checks[3].detail,
        '10000000000 seconds before now, and 300 are allowed',
      );
    },
    'every check is done, also after one that failed': () => {
      const found = explained(
        {},
        { ...Object.fromEntries(headers), 'webhook-timestamp': '1' },
        [secret, ''],
        at,
      );
      equal(failing(found), ['secret', 'payload', 'timestamp', 'signature']);
      equal(
        found.checks[2].detail,
        'webhook-id, webhook-timestamp and webhook-signature are there',
      );
      ok(found.checks[0].detail.endsWith('(secret 2 of 2)'), found.checks[0].detail);
    },
    'it shows no part of a key and no signature that would be right': () => {
      const { privateKey, publicKey } = generateKeyPair();
      const [other, printed] = [generateSecret(), JSON.stringify(JSON.parse(body))];
      for (const [given, secrets] of [
        [printed, [secret]],
        [`${body}x`, [other, secret]],
        [body, [` ${secret}`]],
        [printed, [publicKey]],
        [body, [privateKey]],
      ]) {
        for (const pairs of [
          headers,
          Object.entries(signWebhook(body, privateKey, { timestamp: now })),
          Object.entries(signWebhook(body, 'A'.repeat(40), { timestamp: now })),
        ]) {
          const text = JSON.stringify(explained(given, pairs, secrets, at));
          for (const part of [
            ...secrets.map((each) => each.trim().slice(6, 18)),
            signWebhook(given, secret, { timestamp: now })['webhook-signature'].slice(3, 15),
            headers[2][1].slice(3, 15),
          ]) {
            ok(!text.includes(part), `${part} is in ${text}`);
          }
        }
      }
    },
    'the secrets of an explained webhook still verify the next one': () => {
      for (let times = 0; times < 30; times++) {
        explained(`${body} ${times}`, headers, [generateSecret(), secret], at);
        equal(verifyWebhook(body, headers, secret, at), true);
      }
    },
  };

  return [
    ...explain.map((vector) => ({
      name: vector.name,
      run: () => checkExplanation(explained, vector, verdictOf),
    })),
    ...named(tests),
  ].map(({ name, run }) => ({ name: `explaining ${name}`, run }));
}

function checkExplanation(explained, vector, verdictOf) {
  const secrets = vector.secrets.map(valueOf);
  const pairs = vector.headers.map(([name, value]) => [name, valueOf(value)]);
  const options = { now: vector.now, toleranceSeconds: vector.tolerance };
  for (const [shape, payload] of payloadShapes(valueOf(vector.body)).slice(
    0,
    vector.body.times > 1e5 ? 1 : undefined,
  )) {
    const { ok: isOk, code, checks, hints } = explained(payload, pairs, secrets, options);
    equal([isOk, code ?? null], [vector.code === null, vector.code], shape);
    if (typeof vector.body === 'string' && vector.body.startsWith('{'))
      equal(verdictOf(payload, pairs, secrets, options), isOk || code, shape);
    equal(
      checks.filter((check) => !check.ok).map(({ name }) => name),
      vector.fails,
      shape,
    );
    equal(hints[0]?.code ?? null, vector.first, shape);
    if (vector.only !== undefined)
      equal(
        hints.map((hint) => hint.code),
        vector.only,
        shape,
      );
  }
}
