import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { redisReplayStore } from 'hookproof/replay';
import { equal, ok, thrown } from '../conformance/assert.js';
import { named } from '../conformance/outcome.js';
import { clusters, libraries, pool } from './redis-clients.js';
import { withRedis, withRedisCluster } from './redis-server.js';
import { withSilentProxy } from './silent-proxy.js';
import { newId, rejectedWithin, sharedStoreTests, storeTests, trues } from './store.js';

/** Asks until it is so: a client connects again in its own time. */
async function eventually(question) {
  for (const end = Date.now() + 10_000; ; await sleep(20)) {
    if (await question().catch(() => false)) return;
    if (Date.now() > end) throw new Error('it never came to be');
  }
}

/** Two processes that each claim the same id 500 times at once. */
async function fromTwoProcesses(library, path, id) {
  const children = [1, 2].map(() =>
    spawn(process.execPath, [join(import.meta.dirname, 'redis-claimer.js'), library, path, id, '500'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const lines = children.map((child) => createInterface({ input: child.stdout })[Symbol.asyncIterator]());
  equal(await Promise.all(lines.map(async (line) => (await line.next()).value)), ['ready', 'ready']);
  for (const child of children) child.stdin.write('go\n');
  const counts = await Promise.all(lines.map(async (line) => Number((await line.next()).value)));
  await Promise.all(children.map((child) => child.exitCode ?? once(child, 'exit')));
  return counts;
}

/** Tests that start processes and break connections, for each library, on one server. */
function libraryTests(library, { connect, command, close }, redis) {
  const withClients = (count, options, use) => async () => {
    const clients = await Promise.all(Array.from({ length: count }, () => connect(redis.path, options)));
    try {
      await use(...clients);
    } finally {
      clients.forEach(close);
    }
  };
  return {
    'of 1,000 concurrent claims of one id by two processes exactly one is taken': async () => {
      const counts = await fromTwoProcesses(library, redis.path, newId());
      equal(counts[0] + counts[1], 1, `${counts}`);
    },
    'a claim is one key under the prefix, and Redis will delete it': withClients(1, {}, async (client) => {
      const id = newId();
      equal(await redisReplayStore(client, { prefix: 'pulse' }).claim(id, 60), true);
      const left = Number(await command(client, 'PTTL', `pulse.${id}`));
      ok(left > 55_000 && left <= 60_000, `${left} ms are left`);
      equal(await redisReplayStore(client).claim(id, 60), true, 'under another prefix');
      equal(await redisReplayStore(client, { prefix: 'pulse' }).claim(id, 60), false);
    }),
    'a server that hangs: rejected in time, and the webhook is not lost when it comes back': withClients(1, {}, async (client) => {
      const [store, id] = [redisReplayStore(client, { timeoutMs: 300 }), newId()];
      equal(await store.claim(newId(), 60), true);
      redis.freeze();
      try {
        ok((await rejectedWithin(1000, () => store.claim(id, 60))).message.includes('300 ms'), 'the message says how long it took');
        await rejectedWithin(1000, () => store.release(id));
      } finally {
        redis.thaw();
      }
      await eventually(() => redisReplayStore(client).claim(id, 60));
    }),
    'a server that is down: rejected in time, and as good as new when it is up again': withClients(1, {}, async (client) => {
      const store = redisReplayStore(client, { timeoutMs: 300 });
      const waiting = newId();
      equal(await store.claim(newId(), 60), true);
      await redis.stop();
      await sleep(100);
      try {
        await Promise.all(Array.from({ length: 100 }, () => rejectedWithin(1500, () => store.claim(waiting, 60))));
        const listeners = client.listenerCount('ready');
        ok(listeners < 5, `${listeners} listeners are left on the client`);
      } finally {
        await redis.start();
      }
      await eventually(() => store.claim(newId(), 60));
      // Nothing of what was given up was sent later, so there was nothing to take back either.
      const statistics = String(await command(client, 'INFO', 'commandstats'));
      ok(statistics.includes('cmdstat_set') && !statistics.includes('cmdstat_eval'), statistics);
      equal(await store.claim(waiting, 60), true);
    }),
    'a claim that is made while the connection comes back waits for it': withClients(1, {}, async (client) => {
      const store = redisReplayStore(client, { timeoutMs: 5000 });
      await redis.stop();
      await sleep(100);
      const claim = store.claim(newId(), 60);
      await redis.start();
      equal(await claim, true);
    }),
    'an answer that is lost loses no webhook': async () => {
      const path = `${redis.path}.proxy`;
      await withSilentProxy(path, redis.path, async ({ loseNextAnswerTo }) => {
        const client = await connect(path);
        try {
          const [store, id] = [redisReplayStore(client, { timeoutMs: 2000 }), newId()];
          equal(await store.claim(newId(), 60), true);
          loseNextAnswerTo(id);
          // One library asks again by itself; with another the caller, and so the sender, asks again.
          const first = await store.claim(id, 60).catch(() => 'rejected');
          ok(first === true || first === 'rejected', `the claim gave ${first}`);
          if (first === 'rejected') await eventually(() => store.claim(id, 60));
          equal(await store.claim(id, 60), false);
        } finally {
          close(client);
        }
      });
    },
    'a client that was closed: rejected at once': async () => {
      const client = await connect(redis.path);
      const store = redisReplayStore(client);
      equal(await store.claim(newId(), 60), true);
      close(client);
      await sleep(50);
      await rejectedWithin(1000, () => store.claim(newId(), 60));
      await rejectedWithin(1000, () => store.release(newId()));
    },
  };
}

/** What has been connected by the time of the tests, so that they share it. */
async function withConnected(connect, close, use) {
  const clients = [await connect(), await connect()];
  try {
    return await use(...clients);
  } finally {
    clients.forEach(close);
  }
}

/** Far more patient than by default, because a test may share its machine; impatience has tests of its own. */
const patient = { timeoutMs: 30_000 };

const forTwo = (name, client, other) =>
  named(
    {
      ...storeTests(redisReplayStore(client, patient)),
      ...sharedStoreTests(redisReplayStore(client, patient), redisReplayStore(other, patient)),
    },
    `${name}: `,
  );

export async function withTests(use) {
  await withRedis(async (redis) => {
    for (const [name, library] of Object.entries(libraries)) {
      await withConnected(
        () => library.connect(redis.path),
        library.close,
        (...clients) => use(forTwo(name, ...clients)),
      );
      await use(named(libraryTests(name, library, redis), `${name}: `));
    }
    await use(named(special(redis)));
  });
  await withRedisCluster(async (port) => {
    await takeAllSlots(port);
    for (const [name, { create, close }] of Object.entries(clusters)) {
      const connect = async () => {
        const client = create(port);
        await client.connect();
        return client;
      };
      await withConnected(connect, close, (...clients) => use(forTwo(name, ...clients)));
    }
  });
}

/** A cluster of one works as soon as it knows that it is complete. */
async function takeAllSlots(port) {
  const { Redis } = await import('ioredis');
  const node = new Redis({ port, host: '127.0.0.1' });
  await node.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  await eventually(async () => (await node.call('CLUSTER', 'INFO')).includes('cluster_state:ok'));
  node.disconnect();
}

const special = (redis) => ({
  'redis 6, pool: a claim is taken once': async () => {
    const clients = await pool(redis.path).connect();
    try {
      const [store, id] = [redisReplayStore(clients, patient), newId()];
      equal(trues(await Promise.all(Array.from({ length: 1000 }, () => store.claim(id, 60)))), 1);
      await store.release(id);
      equal(await store.claim(id, 60), true);
    } finally {
      await clients.destroy();
    }
  },
  'two senders, the prefix of one of which begins with that of the other, cannot claim the same': async () => {
    const { connect, close } = libraries['redis 6'];
    const client = await connect(redis.path);
    try {
      const stores = { pulse: '', 'pulse:': 'b:', 'pulse:b': ':', 'pulse.': 'b:' };
      const id = newId();
      for (const [prefix, start] of Object.entries(stores))
        equal(await redisReplayStore(client, { ...patient, prefix }).claim(start + id, 60), true, prefix);
      equal(await redisReplayStore(client, { ...patient, prefix: 'pulse:b:' }).claim(id, 60), true);
    } finally {
      close(client);
    }
  },
  "ioredis 6: the client's own prefix comes first, and its laziness does not matter": async () => {
    const { connect, command, close } = libraries['ioredis 6'];
    const client = await connect(redis.path, { keyPrefix: 'app:', lazyConnect: true });
    const plain = await connect(redis.path);
    try {
      const [store, id] = [redisReplayStore(client), newId()];
      equal([await store.claim(id, 60), await store.claim(id, 60)], [true, false]);
      equal(Number(await command(plain, 'EXISTS', `app:hookproof.${id}`)), 1);
      await store.release(id);
      equal(await store.claim(id, 60), true);
    } finally {
      [client, plain].forEach(close);
    }
  },
  'ioredis 6: a lazy client of a server that is not there: rejected in time': async () => {
    const { connect, close } = libraries['ioredis 6'];
    const client = await connect(`${redis.path}.nowhere`, { lazyConnect: true });
    await rejectedWithin(1500, () => redisReplayStore(client, { timeoutMs: 300 }).claim(newId(), 60));
    close(client);
  },
  'what is no client of either library is a mistake': () => {
    const upstash = { set() {}, get() {}, eval() {} };
    for (const client of [undefined, null, {}, 'redis://localhost', new Map(), upstash])
      equal(thrown(() => redisReplayStore(client)).code, 'ERR_OPTION');
  },
  'a wrong option is a mistake': async () => {
    const client = await libraries['redis 6'].connect(redis.path);
    for (const options of [
      { timeoutMs: 0 },
      { timeoutMs: 2 ** 31 },
      { timeoutMs: Infinity },
      { timeoutMs: '1' },
      { prefix: 7 },
      { prefix: {} },
      'pulse',
    ])
      equal(thrown(() => redisReplayStore(client, options)).code, 'ERR_OPTION');
    libraries['redis 6'].close(client);
  },
});
