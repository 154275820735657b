import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteReplayStore, sqliteReplayTable } from 'hookproof/replay';
import { binaryOf } from '../../tools/lib/binaries.js';
import { nodeBinary } from '../../tools/lib/node.js';
import { nodeVersions } from '../../tools/lib/versions.js';
import { equal, ok, rejected, thrown } from '../conformance/assert.js';
import { named } from '../conformance/outcome.js';
import { installClients } from './clients/install.js';
import { openers } from './openers.js';
import { processTests, withProcesses } from './processes.js';
import {
  claim,
  done,
  newKey,
  newToken,
  rejectedWithin,
  sharedStoreTests,
  storeTests,
} from './store.js';

const DAY = 86_400;

/** Those that this runtime loads, and those that another one has of its own. */
const here = ['better-sqlite3', 'libsql', 'libsql-client'];
const elsewhere = {
  'node-sqlite': () => nodeBinary(nodeVersions[24]),
  'bun-sqlite': () => binaryOf('bun'),
};

/** For each driver of this runtime, on a file of their own. */
const driverTests = (name, path) => {
  const withStore = (use) => async () => {
    const { db, store, close } = await openers[name](path);
    try {
      await use(store, db);
    } finally {
      close();
    }
  };
  const run = (db, sql) => (db.exec === undefined ? db.executeMultiple(sql) : db.exec(sql));
  const countOf = async (db, table) => {
    const sql = `SELECT COUNT(*) AS count FROM ${table}`;
    return Number(
      (db.exec === undefined ? (await db.execute(sql)).rows[0] : db.prepare(sql).get()).count,
    );
  };
  return {
    'what is done stays done when the file is opened again, what is leased stays leased':
      async () => {
        const [finished, leased, token] = [newKey(), newKey(), newToken()];
        await withStore(async (store) => {
          await done(store, finished, 2 * DAY);
          equal(await claim(store, leased, { token }), 'claimed');
        })();
        await withStore(async (store) => {
          equal(
            [
              await claim(store, finished),
              await claim(store, leased),
              await store.complete(leased, token, DAY),
            ],
            ['done', 'busy', true],
          );
        })();
      },
    'what is claimed and completed in a transaction of the caller is committed with it, or not at all':
      withStore(async (store, db) => {
        for (const [end, state] of Object.entries({ COMMIT: 'done', ROLLBACK: 'claimed' })) {
          const [key, token] = [newKey(), newToken()];
          const transaction =
            db.transaction !== undefined && db.execute !== undefined
              ? await db.transaction('write')
              : undefined;
          if (transaction === undefined) db.exec('BEGIN IMMEDIATE');
          const inside = transaction === undefined ? store : sqliteReplayStore(transaction);
          equal(
            [await claim(inside, key, { token }), await inside.complete(key, token, DAY)],
            ['claimed', true],
          );
          if (transaction === undefined) db.exec(end);
          else await transaction[end.toLowerCase()]();
          equal(await claim(store, key), state, end);
        }
      }),
    'a table by another name is made by the store or by a migration, and made again when it is gone':
      withStore(async (_, db) => {
        const [table, key] = ['Webhooks_2', newKey()];
        await run(db, `DROP TABLE IF EXISTS ${table}`);
        await run(db, sqliteReplayTable({ table }));
        await run(db, sqliteReplayTable({ table }));
        const store = sqliteReplayStore(db, { table });
        equal([await claim(store, key), await countOf(db, table)], ['claimed', 1]);
        await run(db, `DROP TABLE ${table}`);
        await rejected(claim(store, key));
        equal([await claim(store, key), await claim(store, key)], ['claimed', 'busy']);
      }),
    'what has ended goes by itself, as much as comes': withStore(async (_, db) => {
      const store = sqliteReplayStore(db, { table: 'swept' });
      await claim(store, newKey());
      await run(
        db,
        `WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000)
         INSERT INTO swept SELECT 'old' || n, 't', 1, n FROM n`,
      );
      for (let count = 0; count < 1000; count++) await claim(store, newKey());
      const old = (await countOf(db, 'swept')) - 1001;
      ok(old < 1500, `${old} of 2000 are left`);
    }),
    'a file that another process writes to for long: rejected in time, and not before': withStore(
      async (store, db) => {
        await claim(store, newKey());
        // In a process of its own: two libraries in one process would not see each other's locks.
        await withProcesses({ name: 'better-sqlite3', where: path }, 1, async (other) => {
          await other.hold(12_000);
          const start = performance.now();
          // That one waits by itself.
          if (name !== 'libsql-client')
            await rejectedWithin(10_000, () =>
              claim(sqliteReplayStore(db, { timeoutMs: 300 }), newKey()),
            );
          if (name !== 'libsql-client') ok(performance.now() - start >= 250, 'it did not wait');
          equal(await claim(sqliteReplayStore(db, { timeoutMs: 60_000 }), newKey()), 'claimed');
        });
      },
    ),
  };
};

const special = {
  'what is no database, or a wrong option, is a mistake': () => {
    const db = { prepare() {}, exec() {} };
    for (const wrong of [undefined, null, {}, 'replay.db', { prepare() {} }, { ...db, batch() {} }])
      equal(thrown(() => sqliteReplayStore(wrong)).code, 'ERR_OPTION');
    ok(
      thrown(() => sqliteReplayStore({ ...db, batch() {} })).message.includes('d1ReplayStore'),
      'D1 has a store of its own',
    );
    for (const options of [
      { table: '' },
      { table: 'a"b' },
      { table: 'a.b.c' },
      { table: 7 },
      { timeoutMs: 0 },
      { timeoutMs: '1' },
      'webhooks',
    ])
      equal(
        thrown(() => sqliteReplayStore(db, options)).code,
        'ERR_OPTION',
        JSON.stringify(options),
      );
    equal(thrown(() => sqliteReplayTable({ table: 'x"; DROP' })).code, 'ERR_OPTION');
  },
};

/** With a write-ahead log, as everybody has it who has several processes. */
async function newFile(folder, name) {
  const path = join(folder, `${name}.db`);
  const { db, close } = await openers['better-sqlite3'](path);
  db.pragma('journal_mode = WAL');
  close();
  return path;
}

export async function withTests(use) {
  await installClients();
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-sqlite-'));
  try {
    for (const name of here) {
      const where = await newFile(folder, name);
      await use(named(processTests({ name, where }), `${name}: `));
      const [one, other] = [await openers[name](where), await openers[name](where)];
      await use(
        named(
          {
            ...storeTests(one.store),
            ...sharedStoreTests(one.store, other.store),
            ...driverTests(name, where),
          },
          `${name}: `,
        ),
      );
      for (const { close } of [one, other]) close();
    }
    for (const [name, programOf] of Object.entries(elsewhere)) {
      const place = { name, where: await newFile(folder, name), program: await programOf() };
      await use(named(processTests(place), `${name}: `));
      await withProcesses(place, 2, (one, other) =>
        use(named({ ...storeTests(one), ...sharedStoreTests(one, other) }, `${name}: `)),
      );
    }
    await use(named(special));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
