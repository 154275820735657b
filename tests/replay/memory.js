import { spawnSync } from 'node:child_process';
import { memoryReplayStore } from 'hookproof/replay';
import { equal, ok, rejected, thrown } from '../conformance/assert.js';
import { named } from '../conformance/outcome.js';
import { claim, done, newKey, newToken, storeTests } from './store.js';

/** Runs `use` with a clock that stands where it is told to. */
async function withClock(use) {
  const { now } = Date;
  let time = now();
  Date.now = () => time;
  try {
    await use((milliseconds) => {
      time += milliseconds;
    });
  } finally {
    Date.now = now;
  }
}

const bytesInUse = () => {
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

const DAY = 86_400;

/** What adapters ask. */
const atOnceOf = (store) => store.claim[Symbol.for('hookproof.inMemory')];
const newHolder = () => ({ place: 0, stamp: 0 });
const lease = { leaseSeconds: 60 };

const special = {
  'full of what is still fresh it refuses, whether worked on or done, and keeps what it has':
    async () => {
      const store = memoryReplayStore({ maxEntries: 3 });
      const token = newToken();
      await done(store, 'a', 2 * DAY);
      await done(store, 'b', 2 * DAY);
      equal(await claim(store, 'c', { token }), 'claimed');
      ok(
        (await rejected(claim(store, 'd'))).message.includes('maxEntries'),
        'the message says what to raise',
      );
      equal(
        [await claim(store, 'a'), await claim(store, 'b'), await claim(store, 'c')],
        ['done', 'done', 'busy'],
      );
      equal(
        [await claim(store, 'c', { token }), await store.complete('c', token, DAY)],
        ['claimed', true],
        'what it has goes on',
      );
      await rejected(claim(store, 'd'));
    },
  'an adapter that remembers the place of an entry holds no other one there': () =>
    withClock(async (pass) => {
      const store = memoryReplayStore();
      const { claim: take, complete, release } = atOnceOf(store);
      const [nowhere, first, second, third] = Array.from({ length: 4 }, newHolder);
      equal([complete(nowhere, DAY), release(nowhere)], [false, false]);
      equal(take('', 'a', lease, first), 'claimed');
      pass(61_000);
      equal(take('', 'b', lease, second), 'claimed');
      equal(second.place, first.place, 'the place is used again');
      equal([complete(first, DAY), release(first)], [false, false]);
      equal(take('', 'b', lease, first), 'busy');
      equal(await claim(store, 'b'), 'busy');
      equal(complete(second, DAY), true);
      equal([await claim(store, 'a'), await claim(store, 'b')], ['claimed', 'done']);
      equal(take('', 'c', lease, third), 'claimed');
      equal(release(third), true);
      equal([complete(third, DAY), release(third)], [false, false], 'what was given back');
    }),
  'an adapter renews what it holds, and nobody else holds it, whatever the token': () =>
    withClock(async (pass) => {
      const store = memoryReplayStore();
      const { claim: take, complete } = atOnceOf(store);
      const holder = newHolder();
      equal(take('pulse.', 'a', lease, holder), 'claimed');
      pass(59_000);
      equal(take('pulse.', 'a', lease, holder), 'claimed');
      pass(59_000);
      for (const token of ['0', 'undefined', newToken()]) {
        equal(await claim(store, 'pulse.a', { token }), 'busy');
        equal(
          [await store.complete('pulse.a', token, DAY), await store.release('pulse.a', token)],
          [false, false],
        );
      }
      pass(2_000);
      equal([complete(holder, DAY), await claim(store, 'pulse.a')], [false, 'claimed']);
    }),
  'a key that an adapter gives in two parts is the same as in one': async () => {
    // Those that do not fit into a page, too: too long, or not of one byte for each character.
    for (const [prefix, rest] of [
      ['pulse.', 'msg_1'],
      ['pulse.', 'm'.repeat(74)],
      ['pulse.', 'm'.repeat(75)],
      ['пульс.', 'msg_1'],
      ['p'.repeat(200), 'm'.repeat(256)],
    ]) {
      const store = memoryReplayStore();
      const holder = newHolder();
      equal(atOnceOf(store).claim(prefix, rest, lease, holder), 'claimed');
      equal(await claim(store, prefix + rest), 'busy', prefix + rest);
      equal(await claim(store, `${prefix}${rest}x`), 'claimed');
      equal(await claim(store, prefix + rest.slice(0, -1)), 'claimed');
      equal(atOnceOf(store).complete(holder, DAY), true);
      equal(await claim(store, prefix + rest), 'done', prefix + rest);
    }
  },
  'what is given back makes room': async () => {
    const store = memoryReplayStore({ maxEntries: 1 });
    const token = newToken();
    equal(
      [
        await claim(store, 'a', { token }),
        await store.release('a', token),
        await claim(store, 'b'),
      ],
      ['claimed', true, 'claimed'],
    );
  },
  'full, it gives up the oldest that can no longer be replayed, and only when it can not': () =>
    withClock(async (advance) => {
      const store = memoryReplayStore({ maxEntries: 3 });
      for (const key of ['first', 'second', 'third']) {
        await done(store, key, 2 * DAY);
        advance(1000);
      }
      advance(660_000 - 3000 - 1);
      await rejected(claim(store, 'new'));
      advance(1);
      equal(await claim(store, 'new'), 'claimed');
      await rejected(claim(store, 'newer'));
      equal([await claim(store, 'second'), await claim(store, 'third')], ['done', 'done']);
      advance(1000);
      // It is worked on, so it stays, however old the others are.
      equal(
        [await claim(store, 'first'), await claim(store, 'new'), await claim(store, 'third')],
        ['claimed', 'busy', 'done'],
      );
    }),
  'how long a webhook is fresh is for the claim to say, and counts from the first one': () =>
    withClock(async (advance) => {
      const store = memoryReplayStore({ maxEntries: 1 });
      const token = newToken();
      const lease = { leaseSeconds: 60, token, freshSeconds: 20 };
      equal(await store.claim('a', lease), 'claimed');
      advance(10_000);
      equal(
        [await store.claim('a', lease), await store.complete('a', token, DAY)],
        ['claimed', true],
      );
      advance(9_999);
      await rejected(claim(store, 'b'));
      advance(1);
      equal(await claim(store, 'b'), 'claimed');
    }),
  'what is worked on is not given up before its lease ends': () =>
    withClock(async (advance) => {
      const store = memoryReplayStore({ maxEntries: 1 });
      equal(
        await store.claim('a', { leaseSeconds: 60, token: newToken(), freshSeconds: 1 }),
        'claimed',
      );
      advance(59_999);
      await rejected(claim(store, 'b'));
      advance(1);
      equal(await claim(store, 'b'), 'claimed');
    }),
  'what has ended makes room': () =>
    withClock(async (advance) => {
      const store = memoryReplayStore({ maxEntries: 3 });
      for (const key of ['a', 'b', 'c']) equal(await claim(store, key), 'claimed');
      advance(59_999);
      await rejected(claim(store, 'd'));
      advance(1);
      for (const key of ['d', 'e', 'f']) equal(await claim(store, key), 'claimed');
      await rejected(claim(store, 'g'));
    }),
  'leases and memories end to the millisecond': () =>
    withClock(async (advance) => {
      const store = memoryReplayStore();
      const token = newToken();
      equal(await claim(store, 'a', { token, seconds: 0.001 }), 'claimed');
      advance(1);
      equal(
        [await store.complete('a', token, 60), await claim(store, 'a', { token })],
        [false, 'claimed'],
      );
      advance(59_999);
      equal(await store.complete('a', token, 60), true);
      advance(59_999);
      equal(await claim(store, 'a'), 'done');
      advance(1);
      equal(await claim(store, 'a'), 'claimed');
    }),
  'a clock that is set back makes leases and memories last longer, not shorter': () =>
    withClock(async (advance) => {
      const store = memoryReplayStore();
      equal(await claim(store, 'a'), 'claimed');
      await done(store, 'b');
      advance(-3_600_000);
      equal([await claim(store, 'a'), await claim(store, 'b')], ['busy', 'done']);
      advance(3_600_000 + 59_999);
      equal([await claim(store, 'a'), await claim(store, 'b')], ['busy', 'done']);
    }),
  'it does what a list that is searched from end to end would do': () =>
    withClock(async (advance) => {
      const maxEntries = 8;
      const store = memoryReplayStore({ maxEntries });
      let list = [];
      let seed = 1;
      const random = (below) => {
        seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
        return (seed >> 8) % below;
      };
      // Some do not fit into a page: they are too long, or not of one byte for each character.
      const keyOf = (at) => `key${at}${['', 'k'.repeat(200), 'ключ', ''][at % 4]}`;
      const tokenOf = (at) => ['token', 'nekot', '令牌', 't'.repeat(500)][at];
      const mayGoAt = ({ isDone, end, fresh }) => (isDone ? Math.min(end, fresh) : end);
      let refused = 0;
      for (let step = 0; step < 50_000; step++) {
        advance(random(300));
        const now = Date.now();
        // Eighths of a second, which are exact also as seconds.
        const [key, token, end] = [
          keyOf(random(40)),
          tokenOf(random(4)),
          now + 125 * (1 + random(40)),
        ];
        // No two may go at once, so that which one goes is certain.
        if (list.some((one) => mayGoAt(one) === end || one.fresh === end)) continue;
        const held = list.find((one) => one.key === key && one.end > now);
        const others = list.filter((one) => one !== held);
        const action = random(4);
        if (action === 0) {
          const isHeld = held?.token === token && !held.isDone;
          equal(await store.release(key, token), isHeld, `step ${step}`);
          if (isHeld) list = others;
        } else if (action === 1) {
          const isHeld = held?.token === token;
          equal(await store.complete(key, token, (end - now) / 1000), isHeld, `step ${step}`);
          if (isHeld && !held.isDone) list = [...others, { ...held, isDone: true, end }];
        } else {
          const fresh = now + 125 * (1 + random(16));
          if (list.some((one) => mayGoAt(one) === fresh || one.fresh === fresh)) continue;
          const lease = {
            leaseSeconds: (end - now) / 1000,
            token,
            freshSeconds: (fresh - now) / 1000,
          };
          const state =
            held === undefined
              ? 'claimed'
              : held.isDone
                ? 'done'
                : held.token === token
                  ? 'claimed'
                  : 'busy';
          const left = others
            .filter((one) => one.key !== key)
            .sort((a, b) => mayGoAt(a) - mayGoAt(b));
          const isNew = left.length === list.length;
          for (let count = 0; isNew && count < 2 && left[0]?.end <= now; count++) left.shift();
          const isFull = isNew && left.length === maxEntries && mayGoAt(left[0]) > now;
          const answer = await store.claim(key, lease).catch(() => 'refused');
          equal(answer, isFull ? 'refused' : state, `step ${step}`);
          if (isFull) refused++;
          if (answer !== 'claimed') continue;
          if (left.length === maxEntries) left.shift();
          list = [...left, { key, token, isDone: false, end, fresh: held?.fresh ?? fresh }];
        }
      }
      ok(refused > 100, `it was full ${refused} times`);
    }),
  'a million webhooks take no more memory than those that are remembered': () =>
    withClock(async (advance) => {
      const store = memoryReplayStore({ maxEntries: 10_000 });
      const webhooks = async (from, to) => {
        for (let at = from; at < to; at++) {
          advance(100);
          const [key, token] = [`pulse:msg_${at}`, `token_${at}`];
          equal(await claim(store, key, { token }), 'claimed');
          if (at % 3 === 0) await store.release(key, token);
          else await store.complete(key, token, at % 3 === 1 ? 700 : 2 * DAY);
        }
      };
      await webhooks(0, 50_000);
      const before = bytesInUse();
      await webhooks(50_000, 1_000_000);
      const grown = bytesInUse() - before;
      ok(grown < 2 * 1024 * 1024, `${grown} bytes more`);
    }),
  'a claim costs about as much among 200,000 others as among 2,000': async () => {
    const among = async (others) => {
      const store = memoryReplayStore({ maxEntries: 1_000_000 });
      for (let at = 0; at < others; at++)
        await claim(store, `other_${at}`, { token: 'one', seconds: 60 + ((at * 7919) % 1000) });
      const start = performance.now();
      for (let at = 0; at < 20_000; at++)
        await claim(store, `msg_${at}`, { token: 'one', seconds: 60 + ((at * 104_729) % 1000) });
      return performance.now() - start;
    };
    await among(2_000);
    const [few, many] = [await among(2_000), await among(200_000)];
    ok(many < 10 * few + 20, `${many} ms instead of ${few} ms for a hundred times as many`);
  },
  'it keeps no process alive': () => {
    const program = `import { memoryReplayStore } from 'hookproof/replay';
      console.log(await memoryReplayStore().claim('a', { leaseSeconds: 3600, token: 'b' }));`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', program],
      {
        cwd: import.meta.dirname,
        timeout: 20_000,
      },
    );
    equal([status, String(stdout).trim()], [0, 'claimed'], String(stderr));
  },
  'a key may be the name of what every object has': async () => {
    const store = memoryReplayStore();
    for (const key of ['__proto__', 'constructor'])
      equal([await claim(store, key), await claim(store, key)], ['claimed', 'busy']);
  },
  'two stores know nothing of each other': async () => {
    const key = newKey();
    equal(
      [await claim(memoryReplayStore(), key), await claim(memoryReplayStore(), key)],
      ['claimed', 'claimed'],
    );
  },
  'a wrong option is a mistake': () => {
    for (const maxEntries of [0, -1, 1.5, 2 ** 24, Number.NaN, Infinity, '10'])
      equal(thrown(() => memoryReplayStore({ maxEntries })).code, 'ERR_OPTION');
    for (const options of [5, 'evict', true])
      equal(thrown(() => memoryReplayStore(options)).code, 'ERR_OPTION');
  },
};

export const withTests = (use) => use(named({ ...storeTests(memoryReplayStore()), ...special }));
