import { spawnSync } from 'node:child_process';
import { memoryReplayStore } from 'hookproof/replay';
import { equal, ok, rejected, thrown } from '../conformance/assert.js';
import { named } from '../conformance/outcome.js';
import { newId, storeTests } from './store.js';

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

const heapBytes = () => {
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

const special = {
  'full of unexpired claims it refuses new ones, and keeps what it has': async () => {
    const store = memoryReplayStore({ maxEntries: 3 });
    for (const id of ['a', 'b', 'c']) equal(await store.claim(id, 60), true);
    ok((await rejected(store.claim('d', 60))).message.includes('maxEntries'), 'the message says what to raise');
    for (const id of ['a', 'b', 'c']) equal(await store.claim(id, 60), false);
    await store.release('b');
    equal([await store.claim('d', 60), await store.claim('d', 60)], [true, false]);
  },
  'full, and told to evict, it forgets the claim that ends soonest': async () => {
    const store = memoryReplayStore({ maxEntries: 3, whenFull: 'evict' });
    for (const [id, ttl] of [
      ['late', 90],
      ['soonest', 30],
      ['soon', 60],
    ])
      equal(await store.claim(id, ttl), true);
    equal(await store.claim('new', 600), true);
    equal([await store.claim('late', 90), await store.claim('soon', 60), await store.claim('new', 60)], [false, false, false]);
    equal(await store.claim('soonest', 30), true);
  },
  'what has expired makes room': () =>
    withClock(async (advance) => {
      const store = memoryReplayStore({ maxEntries: 3 });
      for (const id of ['a', 'b', 'c']) equal(await store.claim(id, 60), true);
      advance(59_999);
      await rejected(store.claim('d', 60));
      advance(1);
      for (const id of ['d', 'e', 'f']) equal(await store.claim(id, 60), true);
      await rejected(store.claim('g', 60));
    }),
  'a clock that is set back makes claims last longer, not shorter': () =>
    withClock(async (advance) => {
      const store = memoryReplayStore();
      equal(await store.claim('a', 60), true);
      advance(-3_600_000);
      equal(await store.claim('a', 60), false);
      advance(3_600_000 + 59_999);
      equal(await store.claim('a', 60), false);
    }),
  'it does what a list that is searched from end to end would do': () =>
    withClock(async (advance) => {
      const maxEntries = 20;
      const store = memoryReplayStore({ maxEntries, whenFull: 'evict' });
      let list = [];
      let seed = 1;
      const random = (below) => {
        seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
        return (seed >> 8) % below;
      };
      for (let step = 0; step < 50_000; step++) {
        advance(random(300));
        const id = `id${random(40)}`;
        const now = Date.now();
        if (random(5) === 0) {
          await store.release(id);
          list = list.filter((claim) => claim.id !== id);
          continue;
        }
        // No two end at once, so that which one is evicted is certain.
        const end = now + 1 + random(5000);
        if (list.some((claim) => claim.end === end)) continue;
        const taken = list.some((claim) => claim.id === id && claim.end > now);
        equal(await store.claim(id, (end - now) / 1000), !taken, `step ${step}`);
        if (taken) continue;
        list = list.filter((claim) => claim.id !== id && claim.end > now);
        if (list.length === maxEntries) list = list.sort((a, b) => a.end - b.end).slice(1);
        list.push({ id, end });
      }
    }),
  'a million webhooks take no more memory than those that are unexpired': () =>
    withClock(async (advance) => {
      const store = memoryReplayStore({ maxEntries: 10_000 });
      const webhooks = async (from, to) => {
        for (let at = from; at < to; at++) {
          advance(10);
          equal(await store.claim(`msg_${at}`, 60), true);
          if (at % 3 === 0) await store.release(`msg_${at}`);
        }
      };
      await webhooks(0, 50_000);
      const before = heapBytes();
      await webhooks(50_000, 1_000_000);
      const grown = heapBytes() - before;
      ok(grown < 2 * 1024 * 1024, `${grown} bytes more`);
    }),
  'a claim costs about as much among 200,000 others as among 2,000': async () => {
    const among = async (others) => {
      const store = memoryReplayStore({ maxEntries: 1_000_000 });
      for (let at = 0; at < others; at++) await store.claim(`other_${at}`, 60 + ((at * 7919) % 1000));
      const start = performance.now();
      for (let at = 0; at < 20_000; at++) await store.claim(`msg_${at}`, 60 + ((at * 104_729) % 1000));
      return performance.now() - start;
    };
    await among(2_000);
    const [few, many] = [await among(2_000), await among(200_000)];
    ok(many < 10 * few + 20, `${many} ms instead of ${few} ms for a hundred times as many`);
  },
  'it keeps no process alive': () => {
    const program = "import { memoryReplayStore } from 'hookproof/replay'; console.log(await memoryReplayStore().claim('a', 3600));";
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: import.meta.dirname,
      timeout: 20_000,
    });
    equal([status, String(stdout).trim()], [0, 'true'], String(stderr));
  },
  'two stores know nothing of each other': async () => {
    const id = newId();
    equal([await memoryReplayStore().claim(id, 60), await memoryReplayStore().claim(id, 60)], [true, true]);
  },
  'a wrong option is a mistake': () => {
    for (const maxEntries of [0, -1, 1.5, Number.NaN, Infinity, '10'])
      equal(thrown(() => memoryReplayStore({ maxEntries })).code, 'ERR_OPTION');
    equal(thrown(() => memoryReplayStore({ whenFull: 'drop' })).code, 'ERR_OPTION');
    for (const options of [5, 'evict', true]) equal(thrown(() => memoryReplayStore(options)).code, 'ERR_OPTION');
  },
};

export const withTests = (use) => use(named({ ...storeTests(memoryReplayStore()), ...special }));
