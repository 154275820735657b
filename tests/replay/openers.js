/**
 * Every way to open a store that several processes share, by name: what is opened is given with how
 * to close it.
 */
import { postgresReplayStore, redisReplayStore, sqliteReplayStore } from 'hookproof/replay';

/**
 * Returns a driver, of the folder that has them all; it is loaded when it is asked for, since no
 * runtime has all of them.
 */
const driver = (name) => import(`./clients/drivers/${name}.js`);

/**
 * Far more patient than by default, because a test may share its machine; impatience has tests of
 * its own.
 */
const patient = { timeoutMs: 30_000 };

const redis = (library) => async (path) => {
  const { libraries } = await import('./redis-clients.js');
  const { connect, close } = libraries[library];
  const client = await connect(path);
  return { store: redisReplayStore(client, patient), close: () => close(client) };
};

const sqlite = (name) => async (path) => {
  const db = await (await driver(name)).open(path);
  return { db, store: sqliteReplayStore(db, patient), close: () => db.close() };
};

const postgres = (name) => async (url) => {
  const { open, transaction } = await driver(name);
  const { db, close } = await open(url);
  return {
    db,
    store: postgresReplayStore(db),
    transaction: (work) => transaction(db, work),
    close,
  };
};

export const openers = {
  ...Object.fromEntries(
    ['redis 4', 'redis 5', 'redis 6', 'ioredis 5', 'ioredis 6'].map((name) => [name, redis(name)]),
  ),
  ...Object.fromEntries(
    ['node-sqlite', 'better-sqlite3', 'bun-sqlite', 'libsql', 'libsql-client'].map((name) => [
      name,
      sqlite(name),
    ]),
  ),
  ...Object.fromEntries(['pg', 'postgres'].map((name) => [name, postgres(name)])),
};
