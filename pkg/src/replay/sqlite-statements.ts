/** The statements of a store in SQLite, carried there by a driver, D1 or a Durable Object. */
import { claimOf, holderOf, millisecondsOf } from './claim.js';
import { rowsToSweep, type SqlReplayStoreOptions, tableOf } from './sql.js';
import type { ReplayState, ReplayStore } from './store.js';

/**
 * One statement, and what stands for each ? in it. They are not numbered: not every driver takes
 * that.
 */
export interface Statement {
  sql: string;
  args: (string | number)[];
}

/** Gives the rows of each. At once and all or nothing, if whoever carries them can. */
export type RunStatements = (statements: Statement[]) => Promise<Record<string, unknown>[][]>;

/** Milliseconds since 1970, by the clock of whoever keeps the table. */
const now = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";

/** The statements that create the table and its index. */
export function creation(options: SqlReplayStoreOptions): string[] {
  const { table, index } = tableOf(options);
  const [name, schema] = table.split('.').reverse();
  return [
    `CREATE TABLE IF NOT EXISTS ${table} (
  key TEXT PRIMARY KEY, token TEXT NOT NULL, done INTEGER NOT NULL, ends_at INTEGER NOT NULL
) WITHOUT ROWID`,
    `CREATE INDEX IF NOT EXISTS ${schema === undefined ? '' : `${schema}.`}${index} ON ${name} (ends_at)`,
  ];
}

export function sqliteStore(options: SqlReplayStoreOptions, run: RunStatements): ReplayStore {
  const { table } = tableOf(options);
  const creating = creation(options).map((sql) => ({ sql, args: [] }));
  let isCreated = false;
  /**
   * The table is created along with the first ones, and again after a failure: it may be what was
   * missing.
   */
  const rowsOf: RunStatements = async (statements) => {
    const before = isCreated ? [] : creating;
    isCreated = false;
    const rows = await run([...before, ...statements]);
    isCreated = true;
    return rows.slice(before.length);
  };

  const claim = `
    INSERT INTO ${table} (key, token, done, ends_at) VALUES (?, ?, 0, ${now} + ?)
    ON CONFLICT (key) DO UPDATE SET token = excluded.token, done = 0, ends_at = excluded.ends_at
    WHERE ends_at <= ${now} OR (token = excluded.token AND NOT done)
    RETURNING 'claimed' AS state`;
  const found = `SELECT CASE WHEN done THEN 'done' ELSE 'busy' END AS state FROM ${table} WHERE key = ?`;
  const complete = `
    UPDATE ${table} SET ends_at = CASE WHEN done THEN ends_at ELSE ${now} + ? END, done = 1
    WHERE key = ? AND token = ? AND ends_at > ${now} RETURNING 1`;
  const release = `DELETE FROM ${table} WHERE key = ? AND token = ? AND NOT done AND ends_at > ${now} RETURNING 1`;
  const sweep = `
    DELETE FROM ${table} WHERE key IN (SELECT key FROM ${table} WHERE ends_at <= ${now} ORDER BY ends_at LIMIT ?) RETURNING 1`;

  return {
    async claim(key, given) {
      const { token, lease } = claimOf(key, given);
      const swept = rowsToSweep();
      const statements = [
        { sql: claim, args: [key, token, lease] },
        { sql: found, args: [key] },
      ];
      if (swept > 0) statements.push({ sql: sweep, args: [swept] });
      const [claimed, others] = await rowsOf(statements);
      // Gone in between: somebody has just given it back, and the sender comes again.
      return ((claimed?.[0] ?? others?.[0])?.state as ReplayState | undefined) ?? 'busy';
    },
    async complete(key, token, rememberSeconds) {
      holderOf(key, token);
      const remember = millisecondsOf('rememberSeconds', rememberSeconds);
      const [rows] = await rowsOf([{ sql: complete, args: [remember, key, token] }]);
      return rows?.length === 1;
    },
    async release(key, token) {
      holderOf(key, token);
      const [rows] = await rowsOf([{ sql: release, args: [key, token] }]);
      return rows?.length === 1;
    },
  };
}
