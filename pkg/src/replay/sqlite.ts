import { MAX_TIMEOUT_MS } from '../core/timeout.js';
import { given, has, must, positive } from './claim.js';
import type { SqlReplayStoreOptions } from './sql.js';
import { creation, type RunStatements, type Statement, sqliteStore } from './sqlite-statements.js';
import type { ReplayStore } from './store.js';

/** Where to keep what is known, and how long to wait for it. */
export interface SqliteReplayStoreOptions extends SqlReplayStoreOptions {
  /** How long other processes may hold the file, in milliseconds. Default: 2000. */
  timeoutMs?: number;
}

/** What is used of a database of `node:sqlite`, `better-sqlite3`, `bun:sqlite` or `libsql`. */
export interface SqliteDatabase {
  /** Runs statements without rows. */
  exec(sql: string): unknown;
  /** Makes a statement that gives its rows. */
  prepare(sql: string): {
    /** Runs it. */
    all(...values: any[]): unknown;
  };
  /** Whether a transaction has begun. */
  readonly inTransaction?: boolean;
  /** The same, as `node:sqlite` has it. */
  readonly isTransaction?: boolean;
}

/** What is used of a client of `@libsql/client`, or of a transaction of one. */
export interface LibsqlClient {
  /** Tells it from others; it is not called. */
  execute: unknown;
  /** Runs statements in one round trip. */
  batch(
    statements: { sql: string; args: (string | number)[] }[],
    mode: 'write',
  ): Promise<
    {
      /** The rows of one. */
      rows: unknown;
    }[]
  >;
}

/**
 * Makes a store in SQLite, which the processes of one machine share, or in libSQL, which several
 * machines share. It creates its table at the first claim: {@link sqliteReplayTable} is that
 * statement.
 *
 * @param db An open database of `node:sqlite`, `better-sqlite3`, `bun:sqlite` or `libsql`, or a
 *   client or a transaction of
 * `@libsql/client`. It stays yours to close. What is claimed and completed in a transaction of
 * yours is committed with it.
 * @throws {WebhookConfigError} Another kind of database, or a wrong option.
 *
 * @example
 * const db = new DatabaseSync('replay.db');
 * db.exec('PRAGMA journal_mode = WAL');
 * const replay = sqliteReplayStore(db);
 */
export function sqliteReplayStore(
  db: SqliteDatabase | LibsqlClient,
  options?: SqliteReplayStoreOptions,
): ReplayStore {
  const settings = given(options);
  const { timeoutMs = 2000 } = settings;
  positive('timeoutMs', timeoutMs, MAX_TIMEOUT_MS);
  const run = runnerOf(db);
  return sqliteStore(settings, (statements) => patiently(timeoutMs, () => run(statements)));
}

/**
 * Gives the statements that create the table and its index, for a migration. A store that finds
 * them does not need to.
 *
 * @example
 * db.exec(sqliteReplayTable());
 */
export function sqliteReplayTable(options?: SqlReplayStoreOptions): string {
  return creation(given(options))
    .map((sql) => `${sql};\n`)
    .join('');
}

function runnerOf(db: SqliteDatabase | LibsqlClient): RunStatements {
  if (has(db, 'execute') && has(db, 'batch')) {
    return async (statements) =>
      (await (db as LibsqlClient).batch(statements, 'write')).map(({ rows }) => rows as Row[]);
  }
  must(
    has(db, 'prepare') && has(db, 'exec') && !has(db, 'batch'),
    'sqliteReplayStore takes a database of node:sqlite, better-sqlite3, bun:sqlite or libsql, or a client of @libsql/client; D1 has d1ReplayStore',
  );
  return ofDatabase(db as SqliteDatabase);
}

type Row = Record<string, unknown>;

function ofDatabase(db: SqliteDatabase): RunStatements {
  const prepared = new Map<string, ReturnType<SqliteDatabase['prepare']>>();
  const rowsOf = ({ sql, args }: Statement): Row[] => {
    if (args.length === 0) {
      db.exec(sql);
      return [];
    }
    const statement = prepared.get(sql) ?? db.prepare(sql);
    prepared.set(sql, statement);
    return statement.all(...args) as Row[];
  };
  return async (statements) => {
    // In a transaction of the caller's, or where it cannot be told.
    if (db.inTransaction ?? db.isTransaction ?? true) return statements.map(rowsOf);
    // In one of our own only its beginning finds that the file is held. A statement that does so in
    // libsql stays half done, and takes back with it whatever is written after it.
    db.exec('BEGIN IMMEDIATE');
    try {
      const rows = statements.map(rowsOf);
      db.exec('COMMIT');
      return rows;
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  };
}

/**
 * Asks again while another process writes. Not by the driver's own patience, in which the whole
 * process stands still.
 */
async function patiently<T>(timeoutMs: number, action: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + timeoutMs; ; ) {
    try {
      return await action();
    } catch (error) {
      if (
        Date.now() > end ||
        !/database (table |schema )?is locked|SQLITE_BUSY/i.test(String(error))
      )
        throw error;
      await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 20));
    }
  }
}
