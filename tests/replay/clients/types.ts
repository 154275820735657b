/** The real drivers, as their libraries type them, are what the stores take. */
import type { DatabaseSync } from 'node:sqlite';
import { createClient } from '@libsql/client';
import BetterSqlite3 from 'better-sqlite3';
import { postgresReplayStore, type ReplayStore, sqliteReplayStore } from 'hookproof/replay';
import Libsql from 'libsql';
import pg from 'pg';
import postgres from 'postgres';

const sql = postgres();
const libsql = createClient({ url: ':memory:' });

export const stores: ReplayStore[] = [
  postgresReplayStore(new pg.Pool()),
  postgresReplayStore(new pg.Client()),
  postgresReplayStore(await new pg.Pool().connect(), { table: 'app.webhooks' }),
  postgresReplayStore(sql),
  await sql.begin(async (tx) => postgresReplayStore(tx)),
  sqliteReplayStore(new BetterSqlite3('replay.db'), { table: 'webhooks', timeoutMs: 1000 }),
  sqliteReplayStore(new Libsql('replay.db')),
  sqliteReplayStore(libsql),
  sqliteReplayStore(await libsql.transaction('write')),
];

export const inNode = (db: DatabaseSync): ReplayStore => sqliteReplayStore(db);

// @ts-expect-error A URL is no client.
postgresReplayStore('postgres://localhost');
// @ts-expect-error A path is no database.
sqliteReplayStore('replay.db');
