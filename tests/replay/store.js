/** What every store must do, whatever it keeps its claims in. */
import { setTimeout as sleep } from 'node:timers/promises';
import { equal, ok, rejected } from '../conformance/assert.js';

let count = 0;
/** Returns a key that no other test has. */
export const newKey = () => `pulse:msg_${process.pid}_${++count}`;
export const newToken = () => crypto.randomUUID();

/** Claims for one token, or for one that nobody else has. */
export const claim = (store, key, { token = newToken(), seconds = 60 } = {}) =>
  store.claim(key, { leaseSeconds: seconds, token });

export const times = (answers, state) => answers.filter((answer) => answer === state).length;

/** Claims and completes. */
export async function done(store, key, rememberSeconds = 60) {
  const token = newToken();
  equal(
    [await claim(store, key, { token }), await store.complete(key, token, rememberSeconds)],
    ['claimed', true],
  );
}

/** For one store object. */
export const storeTests = (store) => ({
  'a key is claimed, then busy, then done': async () => {
    const [key, token] = [newKey(), newToken()];
    equal(
      [await claim(store, key, { token }), await claim(store, key), await claim(store, key)],
      ['claimed', 'busy', 'busy'],
    );
    equal(await store.complete(key, token, 60), true);
    equal(
      [await claim(store, key), await claim(store, key), await claim(store, key, { token })],
      ['done', 'done', 'done'],
    );
  },
  'of 1,000 concurrent claims of one key exactly one is made, and the others are told that it is busy':
    async () => {
      const key = newKey();
      const answers = await Promise.all(Array.from({ length: 1000 }, () => claim(store, key)));
      equal([times(answers, 'claimed'), times(answers, 'busy')], [1, 999]);
    },
  'all of 1,000 concurrent claims of what is done are told so': async () => {
    const key = newKey();
    await done(store, key);
    equal(
      times(await Promise.all(Array.from({ length: 1000 }, () => claim(store, key))), 'done'),
      1000,
    );
  },
  'claims of different keys do not meet': async () => {
    const keys = Array.from({ length: 200 }, newKey);
    const endings = [
      'a',
      'A',
      'a:b',
      'a.b',
      'a*',
      '{a}',
      "'a'",
      '"a"',
      '$1',
      '?1',
      '%',
      ' ',
      '__proto__',
      'é',
      '\u{1f600}',
      'x'.repeat(256),
    ];
    const odd = endings.map((ending) => `${newKey()}${ending}`);
    const answers = await Promise.all([...keys, ...odd].map((key) => claim(store, key)));
    equal(times(answers, 'claimed'), keys.length + odd.length);
  },
  'a lease ends after its time, and not before': async () => {
    const [short, long, token] = [newKey(), newKey(), newToken()];
    equal(
      [await claim(store, short, { seconds: 1 }), await claim(store, long)],
      ['claimed', 'claimed'],
    );
    equal(await claim(store, short), 'busy');
    await sleep(1100);
    equal(
      [await claim(store, short, { token }), await claim(store, long), await claim(store, short)],
      ['claimed', 'busy', 'busy'],
    );
    equal(await store.complete(short, token, 60), true);
  },
  'the token that has it claims it again: that renews the lease': async () => {
    const [key, token] = [newKey(), newToken()];
    for (let count = 0; count < 3; count++) {
      equal(
        [await claim(store, key, { token, seconds: 2 }), await claim(store, key)],
        ['claimed', 'busy'],
      );
      await sleep(1000);
    }
    equal(
      [await claim(store, key), await store.complete(key, token, 60), await claim(store, key)],
      ['busy', true, 'done'],
    );
  },
  'a lease ends after its last renewal': async () => {
    const [key, token] = [newKey(), newToken()];
    equal(
      [await claim(store, key, { token }), await claim(store, key, { token, seconds: 1 })],
      ['claimed', 'claimed'],
    );
    await sleep(1100);
    equal(await claim(store, key), 'claimed');
  },
  'what is done is remembered for its time, and no longer': async () => {
    const [short, long] = [newKey(), newKey()];
    await done(store, short, 1);
    await done(store, long);
    equal(await claim(store, short), 'done');
    await sleep(1100);
    equal([await claim(store, short), await claim(store, long)], ['claimed', 'done']);
  },
  'what is completed once more, since the answer was lost, is done': async () => {
    const [key, token] = [newKey(), newToken()];
    equal(
      [
        await claim(store, key, { token }),
        await store.complete(key, token, 1),
        await store.complete(key, token, 60),
      ],
      ['claimed', true, true],
    );
    await sleep(1100);
    equal(await store.complete(key, token, 60), false, 'it is no longer remembered');
  },
  'what is released can be claimed again, once': async () => {
    const [key, token] = [newKey(), newToken()];
    equal([await claim(store, key, { token }), await store.release(key, token)], ['claimed', true]);
    equal([await claim(store, key), await claim(store, key)], ['claimed', 'busy']);
  },
  'another token completes and releases nothing': async () => {
    const [key, token, other] = [newKey(), newToken(), newToken()];
    equal(await claim(store, key, { token }), 'claimed');
    equal(
      [
        await store.release(key, other),
        await store.complete(key, other, 60),
        await claim(store, key),
      ],
      [false, false, 'busy'],
    );
    equal(
      [
        await store.complete(key, token, 60),
        await store.release(key, other),
        await claim(store, key),
      ],
      [true, false, 'done'],
    );
  },
  'a token is told from one that begins as it does': async () => {
    const [key, token] = [newKey(), newToken()];
    await claim(store, key, { token: `${token}2` });
    equal(
      [
        await claim(store, key, { token }),
        await store.complete(key, token, 60),
        await store.release(key, token),
      ],
      ['busy', false, false],
    );
  },
  'whoever outlived the lease completes and releases nothing, taken by somebody else or not':
    async () => {
      const [free, taken, token, other] = [newKey(), newKey(), newToken(), newToken()];
      equal(
        [
          await claim(store, free, { token, seconds: 1 }),
          await claim(store, taken, { token, seconds: 1 }),
        ],
        ['claimed', 'claimed'],
      );
      await sleep(1100);
      equal(await claim(store, taken, { token: other }), 'claimed');
      for (const key of [free, taken])
        equal(
          [await store.complete(key, token, 60), await store.release(key, token)],
          [false, false],
        );
      equal(
        [await claim(store, free), await claim(store, taken), await claim(store, taken, { token })],
        ['claimed', 'busy', 'busy'],
      );
      equal([await store.complete(taken, other, 60), await claim(store, taken)], [true, 'done']);
    },
  'what is done is not released': async () => {
    const [key, token] = [newKey(), newToken()];
    equal(
      [await claim(store, key, { token }), await store.complete(key, token, 60)],
      ['claimed', true],
    );
    equal([await store.release(key, token), await claim(store, key)], [false, 'done']);
  },
  'to complete or release what nobody claimed does nothing': async () => {
    const [key, token] = [newKey(), newToken()];
    equal([await store.release(key, token), await store.complete(key, token, 60)], [false, false]);
    equal([await claim(store, key, { token }), await claim(store, key)], ['claimed', 'busy']);
    equal(
      [
        await store.release(key, token),
        await store.release(key, token),
        await store.complete(key, token, 60),
      ],
      [true, false, false],
    );
  },
  'a key, a token or a time that is none is a mistake': async () => {
    const isMistake = async (promise, what) =>
      equal((await rejected(promise)).code, 'ERR_OPTION', String(what));
    const [key, token] = [newKey(), newToken()];
    for (const name of ['', undefined, null, 7, {}, 'x'.repeat(513), 'a\0b', 'a\nb', '\ud800']) {
      const what = JSON.stringify(name);
      await isMistake(claim(store, name), what);
      if (name !== undefined) await isMistake(claim(store, key, { token: name }), what);
      for (const [a, b] of [
        [name, token],
        [key, name],
      ]) {
        await isMistake(store.complete(a, b, 60), what);
        await isMistake(store.release(a, b), what);
      }
    }
    for (const seconds of [0, -1, Number.NaN, Infinity, 1e16, '60', null]) {
      await isMistake(claim(store, newKey(), { seconds }), seconds);
      await isMistake(store.complete(key, token, seconds), seconds);
    }
    await isMistake(store.claim(key));
    equal(await claim(store, 'x'.repeat(400) + newKey()), 'claimed');
  },
});

/** For two store objects that keep their claims in one place. */
export const sharedStoreTests = (one, other) => ({
  'of 1,000 concurrent claims of one key through two stores exactly one is made': async () => {
    const key = newKey();
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, at) => claim(at % 2 === 0 ? one : other, key)),
    );
    equal([times(answers, 'claimed'), times(answers, 'busy')], [1, 999]);
  },
  'each sees what the other one claimed, completed and released': async () => {
    const [key, token, next] = [newKey(), newToken(), newToken()];
    equal([await claim(one, key, { token }), await claim(other, key)], ['claimed', 'busy']);
    await one.release(key, token);
    equal([await claim(other, key, { token: next }), await claim(one, key)], ['claimed', 'busy']);
    await other.complete(key, next, 60);
    equal(await claim(one, key), 'done');
  },
  'it is the token that has a lease, and not the store object': async () => {
    const [key, token] = [newKey(), newToken()];
    equal(
      [await claim(one, key, { token }), await claim(other, key, { token })],
      ['claimed', 'claimed'],
    );
    equal([await other.complete(key, token, 60), await claim(one, key)], [true, 'done']);
  },
});

/** Runs `action`, which must be rejected within this many milliseconds, and gives why. */
export async function rejectedWithin(milliseconds, action) {
  const start = performance.now();
  const error = await rejected(action());
  const took = Math.round(performance.now() - start);
  ok(took < milliseconds, `it took ${took} ms to be rejected`);
  return error;
}

/** Asks until it is so: a client connects again in its own time. */
export async function eventually(question) {
  for (const end = Date.now() + 20_000; ; await sleep(20)) {
    if (await question().catch(() => false)) return;
    if (Date.now() > end) throw new Error('it never came to be');
  }
}
