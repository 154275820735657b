/**
 * What the caller's own values may do: every hostile value of hostile-values.js in every place, and
 * the defects that they found.
 */
import { equal, ok, rejected, thrown } from './assert.js';
import { detachable, GOOD, places } from './hostile-values.js';
import { named } from './outcome.js';

const kinds = Object.keys(places);

/**
 * `{ isGood, values }`: the values named, one for each place, and whether a call with them must
 * verify; else it must not.
 */
function callOf(names, right) {
  const rows = kinds.map((kind, at) => places[kind][names[at]]);
  return {
    isGood: rows.every(([holds]) => holds === GOOD),
    values: rows.map(([, make]) => make(right)),
  };
}

/** The first name of each place is that of an ordinary value. */
const ordinary = kinds.map((kind) => Object.keys(places[kind])[0]);

/** Returns what every case starts from. */
export function rightValues(
  { verifyWebhook, signWebhook },
  { body, secrets: [secret], now, headers },
) {
  const text = atob(secret.slice('whsec_'.length));
  const other = 'x'.repeat(5000);
  const otherHeaders = signWebhook(other, secret);
  return {
    body,
    secret,
    now,
    bytes: new TextEncoder().encode(body),
    headers: Object.fromEntries(headers),
    key: Uint8Array.from(text, (character) => character.charCodeAt(0)),
    verify: () => verifyWebhook(other, otherHeaders, secret),
  };
}

/** Throws unless what the functions make of one call is what the contract says of it. */
export async function check(hookproof, names, right, { explain = false } = {}) {
  const {
    verifyWebhook,
    unwrapWebhook,
    Webhook,
    WebhookConfigError,
    WebhookVerificationError,
    explainWebhook,
  } = hookproof;
  const what = names.join(' + ');
  const outcome = (use, isVerdict = false) => {
    const { isGood, values } = callOf(names, right);
    try {
      return { isGood, isTrue: use(...values) };
    } catch (error) {
      // A Symbol in its text, or a Proxy, would be the caller's own.
      ok(
        error instanceof WebhookConfigError ||
          (!isVerdict && error instanceof WebhookVerificationError),
        `${what} threw ${typeof error}: ${error?.stack}`,
      );
      ok(
        typeof error.code === 'string' && error.code !== 'ERR_WASM_UNAVAILABLE',
        `${what} gave ${error.code}`,
      );
      return { isGood, isTrue: false };
    }
  };
  const uses = {
    verifyWebhook: [verifyWebhook, true],
    unwrapWebhook: [(...values) => unwrapWebhook(...values).id === right.headers['webhook-id']],
    Webhook: [
      (body, headers, secret, options) =>
        typeof new Webhook(secret).verify(body, headers, options) === 'object',
    ],
  };
  if (explain) uses.explainWebhook = [(...values) => explainWebhook(...values).ok];
  for (const [name, [use, isVerdict]] of Object.entries(uses)) {
    const { isGood, isTrue } = outcome(use, isVerdict);
    // Getters that change their answer were read for the explanation as they are for a verdict:
    // once.
    equal(isTrue, isGood, `${name}: ${what}`);
  }
  equal(
    verifyWebhook(right.body, right.headers, right.secret, { now: right.now }),
    true,
    `the call after ${what}`,
  );
}

export function hostileTests(hookproof, { verify: [good] }) {
  const { verifyWebhook, signWebhook, verifyRequest, unwrapWebhook, Webhook, WebhookConfigError } =
    hookproof;
  const right = rightValues(hookproof, good);
  const at = { now: right.now };
  const { body, bytes, headers, secret, key } = right;
  const configCode = (action) => {
    const error = thrown(action);
    ok(error instanceof WebhookConfigError, `${error} is no WebhookConfigError`);
    return error.code;
  };
  const fails = () => {
    throw new Error('thrown by the caller');
  };

  const tests = {
    'a getter that detaches the payload leaves nothing to verify': () => {
      const { view, detach } = detachable(bytes);
      const detaching = Object.defineProperty({ ...headers }, 'webhook-id', {
        enumerable: true,
        get: () => {
          detach();
          return headers['webhook-id'];
        },
      });
      equal(
        configCode(() => verifyWebhook(view, detaching, secret, at)),
        'ERR_PAYLOAD_TYPE',
      );
    },
    'bytes that a getter changes are verified as they are afterwards': () => {
      for (const [before, after, verdict] of [
        [bytes, new Uint8Array(bytes.length), false],
        [new Uint8Array(bytes.length), bytes, true],
      ]) {
        const payload = before.slice();
        const changing = Object.defineProperty({ ...headers }, 'svix-id', {
          enumerable: true,
          get: () => {
            payload.set(after);
            return 'x';
          },
        });
        equal(verifyWebhook(payload, changing, secret, at), verdict);
      }
    },
    'a secret whose getter verifies another webhook does not change what is verified': () => {
      const long = 'x'.repeat(5000);
      const sent = signWebhook(long, secret);
      const calling = Object.defineProperty(key.slice(), Symbol.toStringTag, {
        get: () => {
          verifyWebhook(long, sent, secret);
          return 'Uint8Array';
        },
      });
      equal(verifyWebhook('y'.repeat(5000), sent, calling), false);
      equal(verifyWebhook(long, sent, calling), true);
    },
    'an iterator without an end is refused, and closed': () => {
      let closed = 0;
      const endless = {
        *[Symbol.iterator]() {
          try {
            for (;;) yield ['x', 'y'];
          } finally {
            closed++;
          }
        },
      };
      equal(
        configCode(() => verifyWebhook(body, endless, secret, at)),
        'ERR_HEADERS_TYPE',
      );
      equal(closed, 1);
    },
    'a list of secrets is read no further than the one that is too many': () => {
      const read = new Set();
      const long = new Proxy(new Array(2 ** 32 - 1), {
        get: (list, name) => (name === 'length' ? list.length : (read.add(name), secret)),
      });
      equal(
        configCode(() => verifyWebhook(body, headers, long, at)),
        'ERR_SECRET_LENGTH',
      );
      equal(read.size, 17);
    },
    'one secret too many is one too many, also if it is missing': () => {
      for (const last of [secret, undefined, null, '']) {
        const list = [...new Array(16).fill(secret), last];
        equal(
          configCode(() => verifyWebhook(body, headers, list, at)),
          'ERR_SECRET_LENGTH',
        );
      }
    },
    'a wrong secret is named by what was read of the list, and the list is not asked again': () => {
      let reads = 0;
      const list = new Proxy([secret, ''], {
        get: (target, name) => (name === 'length' && reads++ > 2 ? fails() : target[name]),
      });
      const error = thrown(() => verifyWebhook(body, headers, list, at));
      equal([error.code, error.message.endsWith('(secret 2 of 2)')], ['ERR_SECRET_MISSING', true]);
    },
    "Webhook keeps a copy of a key whose own slice is a view, as a Buffer's is": () => {
      const own = Object.assign(key.slice(), {
        slice() {
          return this;
        },
      });
      const webhook = new Webhook(own);
      const signature = webhook.sign('a', new Date(0), body);
      own.fill(0);
      equal(webhook.sign('a', new Date(0), body), signature);
    },
    'Webhook says what is wrong with a secret of any kind': () => {
      for (const wrong of [
        {},
        new Date(),
        new DataView(new ArrayBuffer(32)),
        { slice: fails },
        new Map(),
      ]) {
        for (const given of [wrong, [wrong]]) {
          for (const options of [undefined, { format: 'raw' }])
            equal(
              configCode(() => new Webhook(given, options)),
              'ERR_SECRET_KIND',
            );
        }
      }
    },
    "options that throw are the developer's mistake, for every function": async () => {
      const options = Object.defineProperties(
        {},
        Object.fromEntries(
          ['now', 'toleranceSeconds', 'maxBodyBytes', 'format', 'id', 'timestamp'].map((name) => [
            name,
            { get: fails },
          ]),
        ),
      );
      equal(
        configCode(() => verifyWebhook(body, headers, secret, options)),
        'ERR_OPTION',
      );
      equal(
        configCode(() => unwrapWebhook(body, headers, secret, options)),
        'ERR_OPTION',
      );
      equal(
        configCode(() => signWebhook(body, secret, options)),
        'ERR_OPTION',
      );
      equal(
        configCode(() => new Webhook(secret, options)),
        'ERR_OPTION',
      );
      equal(
        (
          await rejected(
            verifyRequest({ headers: new Headers(), bodyUsed: false, body: null }, secret, options),
          )
        ).code,
        'ERR_OPTION',
      );
    },
    'what somebody left on Object.prototype is neither a header nor, where none are given, an option':
      () => {
        const polluted = {
          ...headers,
          now: right.now,
          toleranceSeconds: 1e15,
          length: 1,
          0: secret,
        };
        Object.assign(Object.prototype, polluted);
        try {
          equal(verifyWebhook(body, {}, secret, at), false, 'headers');
          equal(verifyWebhook(body, new Map(), secret, at), false, 'headers of a Map');
          equal(verifyWebhook(body, headers, secret), false, 'options');
          equal(
            configCode(() => verifyWebhook(body, headers, {}, at)),
            'ERR_SECRET_KIND',
          );
          equal(verifyWebhook(body, headers, secret, at), true);
        } finally {
          for (const name of Object.keys(polluted)) delete Object.prototype[name];
        }
      },
    'signing reads hostile values as verifying does': () => {
      for (const [name, [, make]] of Object.entries(places.bodies)) {
        const payload = make(right);
        try {
          const made = signWebhook(payload, secret, { timestamp: right.now });
          equal(verifyWebhook(make(right), made, secret, at), true, name);
        } catch (error) {
          ok(
            error instanceof WebhookConfigError && error.code === 'ERR_PAYLOAD_TYPE',
            `${name}: ${error?.stack}`,
          );
        }
      }
      for (const [name, [, make]] of Object.entries(places.secrets)) {
        try {
          equal(typeof signWebhook(body, make(right))['webhook-signature'], 'string');
        } catch (error) {
          ok(
            error instanceof WebhookConfigError && error.code.startsWith('ERR_SECRET'),
            `${name}: ${error?.stack}`,
          );
        }
      }
    },
  };
  kinds.forEach((kind, place) => {
    tests[`every hostile value among ${kind}, with the others right`] = async () => {
      for (const name of Object.keys(places[kind])) {
        const names = ordinary.map((usual, at) => (at === place ? name : usual));
        await check(hookproof, names, right, { explain: hookproof.explainWebhook !== undefined });
      }
    };
  });
  return named(tests, 'hostile: ');
}
