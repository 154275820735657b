import { setTimeout as sleep } from 'node:timers/promises';
import { redisReplayStore } from 'hookproof/replay';
import { equal, ok, thrown } from '../conformance/assert.js';
import { named } from '../conformance/outcome.js';
import { installClients } from './clients/install.js';
import { openers } from './openers.js';
import { processTests } from './processes.js';
import { clusters, libraries, pool } from './redis-clients.js';
import { withRedis, withRedisCluster } from './redis-server.js';
import { withSilentProxy } from './silent-proxy.js';
import {
  claim,
  done,
  eventually,
  newKey,
  newToken,
  rejectedWithin,
  sharedStoreTests,
  storeTests,
  times,
} from './store.js';

const isClaimed = async (promise) => (await promise) === 'claimed';

/** Tests that start processes and break connections, for each library, on one server. */
function libraryTests(library, { connect, command, close }, redis) {
  const withClients = (count, options, use) => async () => {
    const clients = await Promise.all(
      Array.from({ length: count }, () => connect(redis.path, options)),
    );
    try {
      await use(...clients);
    } finally {
      clients.forEach(close);
    }
  };
  return {
    'what is known is one key under the prefix, and Redis will delete it': withClients(
      1,
      {},
      async (client) => {
        const [key, token] = [newKey(), newToken()];
        const store = redisReplayStore(client, { ...patient, prefix: 'pulse' });
        const left = async () => Number(await command(client, 'PTTL', `pulse.${key}`));
        const between = (least, most, time) =>
          ok(time > least && time <= most, `${time} ms are left`);
        equal(await claim(store, key, { token }), 'claimed');
        between(50_000, 60_000, await left());
        equal(await store.complete(key, token, 3600), true);
        between(3_590_000, 3_600_000, await left());
        equal(
          await claim(redisReplayStore(client, patient), key),
          'claimed',
          'under another prefix',
        );
      },
    ),
    'a server that hangs: rejected in time, and what was given up is given back when it comes back':
      withClients(1, {}, async (client) => {
        const [store, key, token] = [
          redisReplayStore(client, { timeoutMs: 300 }),
          newKey(),
          newToken(),
        ];
        equal(await claim(redisReplayStore(client, patient), newKey()), 'claimed');
        redis.freeze();
        try {
          ok(
            (await rejectedWithin(1500, () => claim(store, key, { token }))).message.includes(
              '300 ms',
            ),
            'the message says how long it took',
          );
          await rejectedWithin(1500, () => store.release(key, token));
          await rejectedWithin(1500, () => store.complete(key, token, 60));
        } finally {
          redis.thaw();
        }
        await eventually(() => isClaimed(claim(redisReplayStore(client), key)));
      }),
    'a server that is down: rejected in time, and as good as new when it is up again': withClients(
      1,
      {},
      async (client) => {
        const store = redisReplayStore(client, { timeoutMs: 300 });
        const waiting = newKey();
        equal(await claim(redisReplayStore(client, patient), newKey()), 'claimed');
        await redis.stop();
        await sleep(100);
        try {
          await Promise.all(
            Array.from({ length: 100 }, () => rejectedWithin(2500, () => claim(store, waiting))),
          );
          const listeners = client.listenerCount('ready');
          ok(listeners < 5, `${listeners} listeners are left on the client`);
        } finally {
          await redis.start();
        }
        await eventually(() => isClaimed(claim(store, newKey())));
        // Nothing of what was given up was sent later.
        equal(await claim(redisReplayStore(client, patient), waiting), 'claimed');
      },
    ),
    'a claim that is made while the connection comes back waits for it': withClients(
      1,
      {},
      async (client) => {
        await redis.stop();
        await sleep(100);
        const claimed = claim(redisReplayStore(client, patient), newKey());
        await redis.start();
        equal(await claimed, 'claimed');
      },
    ),
    'an answer that is lost is asked for again, by the library or by the caller, with the same token':
      async () => {
        const path = `${redis.path}.proxy`;
        await withSilentProxy(path, redis.path, async ({ loseNextAnswerTo }) => {
          const client = await connect(path);
          try {
            const [store, key, token] = [redisReplayStore(client, patient), newKey(), newToken()];
            const again = async (action, expected) => {
              loseNextAnswerTo(key);
              const answer = await action().catch(() => 'rejected');
              ok(answer === expected || answer === 'rejected', `it gave ${answer}`);
              await eventually(async () => (await action()) === expected);
            };
            equal(await claim(store, newKey()), 'claimed');
            await again(() => claim(store, key, { token }), 'claimed');
            equal(await claim(store, key), 'busy');
            await again(() => store.complete(key, token, 60), true);
            equal(await claim(store, key), 'done');
          } finally {
            close(client);
          }
        });
      },
    'a client that was closed: rejected at once': async () => {
      const client = await connect(redis.path);
      const store = redisReplayStore(client);
      equal(await claim(store, newKey()), 'claimed');
      close(client);
      await sleep(50);
      await rejectedWithin(1000, () => claim(store, newKey()));
      await rejectedWithin(1000, () => store.release(newKey(), newToken()));
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

/**
 * Far more patient than by default, because a test may share its machine; impatience has tests of
 * its own.
 */
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
  await installClients();
  await withRedis(async (redis) => {
    for (const [name, library] of Object.entries(libraries)) {
      await withConnected(
        () => library.connect(redis.path),
        library.close,
        (...clients) => use(forTwo(name, ...clients)),
      );
      await use(
        named(
          { ...processTests({ name, where: redis.path }), ...libraryTests(name, library, redis) },
          `${name}: `,
        ),
      );
    }
    await use(named(special(redis)));
  });
  await use(named(imitated));
  await withRedis(
    (redis) => use(named(kept(redis))),
    ['--appendonly', 'yes', '--appendfsync', 'always'],
  );
  await withRedisCluster(async ([port, ...others], { kill, nodes }) => {
    for (const [name, { create, close }] of Object.entries(clusters)) {
      const connect = async () => {
        const client = create(port);
        await client.connect();
        return client;
      };
      await withConnected(connect, close, (...clients) => use(forTwo(name, ...clients)));
    }
    await use(named(failover({ first: port, others, kill, nodes })));
  });
}

const imitated = {
  'ioredis-mock: what tests of an application use in place of Redis does as Redis does':
    async () => {
      const { open } = await import('./clients/drivers/ioredis-mock.js');
      const client = open();
      const [store, key, token] = [redisReplayStore(client, patient), newKey(), newToken()];
      equal(
        [
          await claim(store, key, { token }),
          await claim(store, key, { token }),
          await claim(store, key),
        ],
        ['claimed', 'claimed', 'busy'],
      );
      equal([await store.release(key, newToken()), await store.release(key, token)], [false, true]);
      equal(
        [
          await claim(store, key, { token }),
          await store.complete(key, token, 60),
          await claim(store, key),
        ],
        ['claimed', true, 'done'],
      );
      client.disconnect();
    },
};

const kept = (redis) => ({
  'a restart of a Redis that keeps an append-only file: what is done stays done, what is leased stays leased':
    async () => {
      const { store, close } = await openers['redis 6'](redis.path);
      const [finished, leased, token] = [newKey(), newKey(), newToken()];
      await done(store, finished, 2 * 86_400);
      equal(await claim(store, leased, { token }), 'claimed');
      await redis.stop();
      await redis.start();
      equal(
        [
          await claim(store, finished),
          await claim(store, leased),
          await store.complete(leased, token, 60),
        ],
        ['done', 'busy', true],
      );
      close();
    },
});

const failover = ({ first, others, kill, nodes }) => ({
  'a cluster of three: a master dies, its replica takes its place, and what was replicated stays done':
    async () => {
      const keys = Array.from({ length: 300 }, newKey);
      // Not redis 4, whose cluster client waits for the node that died, for ever.
      const all = ['redis 6, cluster', 'ioredis 6, cluster'].map((name) => clusters[name]);
      // By way of a node that stays.
      const clients = all.map(({ create }) => create(others[0]));
      try {
        await Promise.all(clients.map((client) => client.connect()));
        const stores = clients.map((client) => redisReplayStore(client, patient));
        await Promise.all(keys.map((key, at) => done(stores[at % stores.length], key, 3600)));
        await eventually(async () => (await nodes.get(first).call('WAIT', '1', '1000')) === 1);
        await kill(first);
        for (const store of stores) {
          await eventually(
            async () =>
              times(await Promise.all(keys.map((key) => claim(store, key))), 'done') ===
              keys.length,
          );
          equal(
            times(
              await Promise.all(Array.from({ length: 300 }, () => claim(store, newKey()))),
              'claimed',
            ),
            300,
          );
        }
      } finally {
        clients.forEach((client, at) => all[at].close(client));
      }
    },
});

const special = (redis) => ({
  'redis 6, pool: a claim is taken once': async () => {
    const clients = await pool(redis.path).connect();
    try {
      const [store, key, token] = [redisReplayStore(clients, patient), newKey(), newToken()];
      equal(
        times(await Promise.all(Array.from({ length: 1000 }, () => claim(store, key))), 'claimed'),
        1,
      );
      equal(
        [await claim(store, `${key}2`, { token }), await store.release(`${key}2`, token)],
        ['claimed', true],
      );
    } finally {
      await clients.destroy();
    }
  },
  'of two stores, the prefix of one of which begins with that of the other, none has what the other one claimed':
    async () => {
      const { connect, close } = libraries['redis 6'];
      const client = await connect(redis.path);
      try {
        const stores = { pulse: '', 'pulse:': 'b:', 'pulse:b': ':', 'pulse.': 'b:' };
        const key = `msg_${newToken()}`;
        for (const [prefix, start] of Object.entries(stores))
          equal(
            await claim(redisReplayStore(client, { ...patient, prefix }), start + key),
            'claimed',
            prefix,
          );
        equal(
          await claim(redisReplayStore(client, { ...patient, prefix: 'pulse:b:' }), key),
          'claimed',
        );
      } finally {
        close(client);
      }
    },
  "ioredis 6: the client's own prefix comes first, and its laziness does not matter": async () => {
    const { connect, command, close } = libraries['ioredis 6'];
    const client = await connect(redis.path, { keyPrefix: 'app:', lazyConnect: true });
    const plain = await connect(redis.path);
    try {
      const [store, key, token] = [redisReplayStore(client), newKey(), newToken()];
      equal([await claim(store, key, { token }), await claim(store, key)], ['claimed', 'busy']);
      equal(Number(await command(plain, 'EXISTS', `app:hookproof.${key}`)), 1);
      equal([await store.release(key, token), await claim(store, key)], [true, 'claimed']);
    } finally {
      [client, plain].forEach(close);
    }
  },
  'ioredis 6: a lazy client of a server that is not there: rejected in time': async () => {
    const { connect, close } = libraries['ioredis 6'];
    const client = await connect(`${redis.path}.nowhere`, { lazyConnect: true });
    await rejectedWithin(1500, () => claim(redisReplayStore(client, { timeoutMs: 300 }), newKey()));
    close(client);
  },
  'what is no client of either library is a mistake': () => {
    const upstash = { set() {}, get() {}, eval() {} };
    for (const client of [undefined, null, {}, 'redis://localhost', new Map(), upstash])
      equal(thrown(() => redisReplayStore(client)).code, 'ERR_OPTION');
  },
  'a client that answers a script with anything else has not claimed': async () => {
    for (const reply of [undefined, null, 'OK', true, 'CLAIMED', ['claimed', 'done']]) {
      const callbacks = { eval: async () => reply, defineCommand() {}, status: 'ready' };
      await rejectedWithin(1000, () => claim(redisReplayStore(callbacks), newKey()));
    }
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
