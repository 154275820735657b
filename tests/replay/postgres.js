import { setTimeout as sleep } from 'node:timers/promises';
import { postgresReplayStore, postgresReplayTable } from 'hookproof/replay';
import { equal, ok, rejected, thrown } from '../conformance/assert.js';
import { named } from '../conformance/outcome.js';
import { installClients } from './clients/install.js';
import { exactlyOnceTests } from './exactly-once.js';
import { openers } from './openers.js';
import { withPostgres } from './postgres-server.js';
import { processTests } from './processes.js';
import {
  claim,
  done,
  eventually,
  newKey,
  newToken,
  sharedStoreTests,
  storeTests,
} from './store.js';

const DAY = 86_400;

/** Calls `action` with a way to ask the server itself. */
async function withSql(url, action) {
  const { open } = await import('./clients/drivers/postgres.js');
  const { db, close } = await open(url);
  try {
    return await action((text, ...values) => db.unsafe(text, values));
  } finally {
    await close();
  }
}

/** For each driver. `transaction` calls its action with a transaction, and with a way to ask it. */
const driverTests = (name, { store, transaction, url }) => ({
  'what is claimed and completed in a transaction of the caller is committed with it': async () => {
    const [key, token] = [newKey(), newToken()];
    await transaction(async (tx) => {
      const inside = postgresReplayStore(tx);
      equal(
        [await claim(inside, key, { token }), await inside.complete(key, token, DAY)],
        ['claimed', true],
      );
    });
    equal(await claim(store, key), 'done');
  },
  'what is claimed and completed in a transaction that is rolled back is free': async () => {
    const [key, token] = [newKey(), newToken()];
    const work = transaction(async (tx) => {
      const inside = postgresReplayStore(tx);
      equal(
        [await claim(inside, key, { token }), await inside.complete(key, token, DAY)],
        ['claimed', true],
      );
      throw new Error('the work failed');
    });
    equal((await rejected(work)).message, 'the work failed');
    equal(await claim(store, key), 'claimed');
  },
  'while a transaction has it, everybody else is told at once that it is busy, in transactions too':
    async () => {
      const [key, token] = [newKey(), newToken()];
      await transaction(async (tx) => {
        const inside = postgresReplayStore(tx);
        equal(await claim(inside, key, { token }), 'claimed');
        equal(await claim(store, key), 'busy');
        equal(await transaction((other) => claim(postgresReplayStore(other), key)), 'busy');
        equal(
          [await claim(inside, key, { token }), await inside.complete(key, token, DAY)],
          ['claimed', true],
        );
        equal(await claim(store, key), 'busy');
      });
      equal(
        [
          await claim(store, key),
          await transaction((other) => claim(postgresReplayStore(other), key)),
        ],
        ['done', 'done'],
      );
    },
  'a transaction that takes longer than its lease still completes: nobody else can have it':
    async () => {
      const [key, token] = [newKey(), newToken()];
      await transaction(async (tx) => {
        const inside = postgresReplayStore(tx);
        equal(await claim(inside, key, { token, seconds: 0.2 }), 'claimed');
        await sleep(400);
        equal(await claim(store, key), 'busy');
        equal(await inside.complete(key, token, DAY), true);
      });
      equal(await claim(store, key), 'done');
    },
  'in a transaction that sees no later ones, what was done since is an error and never done twice':
    async () => {
      const key = newKey();
      const work = transaction(async (tx, ask) => {
        await ask('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
        await ask('SELECT 1');
        await claim(postgresReplayStore(tx), newKey());
        await done(store, key, DAY);
        return await claim(postgresReplayStore(tx), key);
      });
      const outcome = await work.catch(({ code }) => code);
      ok(outcome === '40001' || outcome === 'busy', `it gave ${outcome}`);
    },
  'a table by another name, in a schema, is made by the store or by a migration': () =>
    withSql(url, async (ask) => {
      const [schema, key] = [`of_${name}`, newKey()];
      await ask(`CREATE SCHEMA ${schema}`);
      const table = `${schema}.Webhooks_2`;
      await ask(postgresReplayTable({ table }));
      await ask(postgresReplayTable({ table }));
      const { db, close } = await openers[name](url);
      equal(
        [await claim(postgresReplayStore(db, { table }), key), await claim(store, key)],
        ['claimed', 'claimed'],
      );
      equal(await claim(postgresReplayStore(db, { table: `${schema}.other` }), key), 'claimed');
      equal((await ask(`SELECT count(*)::int AS count FROM ${schema}."Webhooks_2"`))[0].count, 1);
      await close();
    }),
  'a table that is gone is made again': () =>
    withSql(url, async (ask) => {
      const { db, close } = await openers[name](url);
      const [own, key] = [postgresReplayStore(db, { table: 'passing' }), newKey()];
      await done(own, key);
      equal(await claim(own, key), 'done');
      await ask('DROP TABLE passing');
      equal([await claim(own, key), await claim(own, key)], ['claimed', 'busy']);
      await close();
    }),
  'whoever may use the table need not be allowed to create one': () =>
    withSql(url, async (ask) => {
      await claim(store, newKey());
      await ask(`CREATE ROLE limited_${name} LOGIN`);
      await ask(`GRANT SELECT, INSERT, UPDATE, DELETE ON hookproof_replay TO limited_${name}`);
      await ask('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
      const { store: limited, close } = await openers[name](
        url.replace('postgres@', `limited_${name}@`),
      );
      await done(limited, newKey());
      await close();
    }),
  'a server that goes away: rejected, and as good as new when it is back': async () => {
    const closed = await openers[name](url);
    await closed.close();
    await rejected(claim(closed.store, newKey()));
    await eventually(async () => (await claim(store, newKey())) === 'claimed');
  },
});

const special = ({ url }) => ({
  'what has ended goes by itself, as much as comes': () =>
    withSql(url, async (ask) => {
      const { db, close } = await openers.pg(url);
      const store = postgresReplayStore(db, { table: 'swept' });
      await claim(store, newKey());
      await ask(
        "INSERT INTO swept SELECT 'old' || n, 't', true, now() - interval '1 day' FROM generate_series(1, 2000) n",
      );
      await ask(
        "INSERT INTO swept SELECT 'new' || n, 't', true, now() + interval '1 day' FROM generate_series(1, 2000) n",
      );
      for (let count = 0; count < 20; count++)
        await Promise.all(Array.from({ length: 100 }, () => done(store, newKey(), DAY)));
      const [{ old, young }] = await ask(
        "SELECT count(*) FILTER (WHERE key LIKE 'old%')::int AS old, count(*) FILTER (WHERE key LIKE 'new%')::int AS young FROM swept",
      );
      ok(old < 1000, `${old} of 2000 are left`);
      equal(young, 2000);
      await close();
    }),
  'what another transaction holds does not keep a claim from sweeping': () =>
    withSql(url, async (ask) => {
      const { db, transaction, close } = await openers.pg(url);
      const store = postgresReplayStore(db, { table: 'swept' });
      await ask(
        "INSERT INTO swept SELECT 'held' || n, 't', true, now() - interval '1 day' FROM generate_series(1, 100) n",
      );
      await transaction(async (_, askInside) => {
        await askInside("SELECT 1 FROM swept WHERE key LIKE 'held%' FOR UPDATE");
        await Promise.all(Array.from({ length: 300 }, () => done(store, newKey(), DAY)));
      });
      await close();
    }),
  'what is no client of either library, or a wrong option, is a mistake': () => {
    for (const db of [undefined, null, {}, url, () => {}, { execute() {} }])
      equal(thrown(() => postgresReplayStore(db)).code, 'ERR_OPTION');
    const db = { query: async () => ({ rows: [] }) };
    for (const options of [
      { table: '' },
      { table: 'a"b' },
      { table: 'a b' },
      { table: 'a.b.c' },
      { table: '1a' },
      { table: 'a;b' },
      { table: 7 },
      { table: null },
      'webhooks',
    ])
      equal(
        thrown(() => postgresReplayStore(db, options)).code,
        'ERR_OPTION',
        JSON.stringify(options),
      );
    equal(thrown(() => postgresReplayTable({ table: "x'; DROP" })).code, 'ERR_OPTION');
  },
});

export async function withTests(use) {
  await installClients();
  await withPostgres(async (server) => {
    const { url } = server;
    for (const name of ['pg', 'postgres']) {
      const where = `${name}: `;
      // The first one makes the table, with three processes at once.
      await withSql(url, (ask) => ask('DROP TABLE IF EXISTS hookproof_replay'));
      await use(named(processTests({ name, where: url }), where));
      const [one, other] = [await openers[name](url), await openers[name](url)];
      await use(
        named({ ...storeTests(one.store), ...sharedStoreTests(one.store, other.store) }, where),
      );
      await use(named(driverTests(name, { ...one, url }), where));
      await use(named(exactlyOnceTests({ name, where: url, deliveries: 1000 }), where));
      await Promise.all([one.close(), other.close()]);
    }
    await use(named({ ...clientTests(url), ...special(server) }));
    await use(named(restart(server)));
  });
}

const clientTests = (url) => ({
  'pg: a client of its own, without a pool': async () => {
    const { default: pg } = await import('./clients/drivers/pg-itself.js');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const store = postgresReplayStore(client);
    await done(store, newKey());
    const key = newKey();
    equal([await claim(store, key), await claim(store, key)], ['claimed', 'busy']);
    await client.end();
  },
});

const restart = (server) => ({
  'a crash and a restart: what is done stays done, what is leased stays leased': async () => {
    const [finished, leased, token] = [newKey(), newKey(), newToken()];
    const before = await openers.postgres(server.url);
    await done(before.store, finished, 2 * DAY);
    equal(await claim(before.store, leased, { token }), 'claimed');
    await server.restart();
    const after = await openers.pg(server.url);
    equal(
      [
        await claim(after.store, finished),
        await claim(after.store, leased),
        await after.store.complete(leased, token, 60),
      ],
      ['done', 'busy', true],
    );
    await eventually(async () => (await claim(before.store, finished)) === 'done');
    await Promise.all([before.close(), after.close()]);
  },
});
