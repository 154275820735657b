import { claimOf, given, has, holderOf, millisecondsOf, must } from './claim.js';
import { rowsToSweep, type SqlReplayStoreOptions, tableOf } from './sql.js';
import type { ReplayState, ReplayStore } from './store.js';

/** What is used of a `Pool`, a `Client` or a `PoolClient` of `pg`. */
export interface PgClient {
  /** Runs one statement. */
  query(
    text: string,
    values: any[],
  ): Promise<{
    /** Its rows. */
    rows: any[];
  }>;
}

/** What is used of a `sql` of `postgres`, also of one inside `sql.begin`. */
export interface PostgresSql {
  /** Runs one statement. */
  unsafe(text: string, values: any[]): PromiseLike<readonly any[]>;
}

/** A connection, a pool or a transaction of `pg` or `postgres`. */
export type PostgresClient = PgClient | PostgresSql;

/**
 * Makes a store in PostgreSQL, 11 or newer, which any number of processes share. It creates its
 * table at the first claim: {@link postgresReplayTable} is that statement. Its clock is the
 * server's. Each operation is one statement: one round trip.
 *
 * With a transaction of yours as `db`, id and work are committed together: **exactly once**.
 * Another delivery of the same webhook is `busy` meanwhile. Throw, and so roll back, if `claim`
 * does not give `claimed`, or `complete` gives `false`.
 *
 * @param db A `Pool`, `Client` or `PoolClient` of `pg`, or a `sql` of `postgres`; inside a
 *   transaction, its own one. It stays yours
 * to close.
 * @throws {WebhookConfigError} Another kind of client, or a wrong option.
 *
 * @example
 * const replay = postgresReplayStore(new Pool());
 *
 * @example
 * await sql.begin(async (tx) => {
 *   const [store, key, token] = [postgresReplayStore(tx), `pulse.${id}`, crypto.randomUUID()];
 *   if ((await store.claim(key, { leaseSeconds: 60, token })) !== 'claimed') return;
 *   await tx`INSERT INTO jobs ${tx(event.data)}`;
 *   await store.complete(key, token, 2 * 86_400);
 * });
 */
export function postgresReplayStore(
  db: PostgresClient,
  options?: SqlReplayStoreOptions,
): ReplayStore {
  const settings = given(options);
  const query = queryOf(db);
  const { table } = tableOf(settings);
  const rowsOf = async (text: string, values: (string | number)[]): Promise<readonly unknown[]> => {
    if (!found.has(table)) await create(query, table, postgresReplayTable(settings));
    try {
      return await query(text, values);
    } catch (error) {
      // In another database there may be none. In a transaction that has failed by this, the next
      // one will look for it.
      if (!found.delete(table) || (error as { code?: unknown }).code !== '42P01') throw error;
      await create(query, table, postgresReplayTable(settings)).catch(() => Promise.reject(error));
      return await query(text, values);
    }
  };

  // Each is one statement, and now() is when its transaction began. What is seen of a key that is
  // held decides. Of those who see it free at once, one gets the lock: nobody waits for a
  // transaction that may take its time.
  const claim = `
    WITH held AS (SELECT token, done FROM ${table} WHERE key = $1 AND ends_at > now()),
    claimed AS (
      INSERT INTO ${table} AS old (key, token, done, ends_at)
      SELECT $1, $2, false, now() + $3 * interval '1 millisecond'
      WHERE NOT EXISTS (SELECT FROM held WHERE done OR token <> $2) AND pg_try_advisory_xact_lock(hashtextextended($1, 7))
      ON CONFLICT (key) DO UPDATE SET token = excluded.token, done = false, ends_at = excluded.ends_at
      WHERE old.ends_at <= now() OR (old.token = excluded.token AND NOT old.done)
      RETURNING 1
    ),
    swept AS (
      DELETE FROM ${table} WHERE key IN (
        SELECT key FROM ${table} WHERE ends_at <= now() AND key <> $1 ORDER BY ends_at LIMIT $4 FOR UPDATE SKIP LOCKED
      )
    )
    SELECT CASE WHEN EXISTS (SELECT FROM claimed) THEN 'claimed' WHEN (SELECT done FROM held) THEN 'done' ELSE 'busy' END AS state`;
  const complete = `
    UPDATE ${table} SET done = true, ends_at = CASE WHEN done THEN ends_at ELSE now() + $3 * interval '1 millisecond' END
    WHERE key = $1 AND token = $2 AND ends_at > now() RETURNING 1`;
  const release = `DELETE FROM ${table} WHERE key = $1 AND token = $2 AND NOT done AND ends_at > now() RETURNING 1`;

  return {
    async claim(key, given) {
      const { token, lease } = claimOf(key, given);
      const [row] = await rowsOf(claim, [key, token, lease, rowsToSweep()]);
      return (row as { state: ReplayState }).state;
    },
    async complete(key, token, rememberSeconds) {
      holderOf(key, token);
      const remember = millisecondsOf('rememberSeconds', rememberSeconds);
      return (await rowsOf(complete, [key, token, remember])).length === 1;
    },
    async release(key, token) {
      holderOf(key, token);
      return (await rowsOf(release, [key, token])).length === 1;
    },
  };
}

/**
 * Gives the statements that create the table and its index, for a migration. A store that finds the
 * table needs no right to create one.
 *
 * @example
 * await pool.query(postgresReplayTable());
 */
export function postgresReplayTable(options?: SqlReplayStoreOptions): string {
  const { table, index } = tableOf(given(options));
  return `CREATE TABLE IF NOT EXISTS ${table} (
  key text COLLATE "C" PRIMARY KEY, token text NOT NULL, done boolean NOT NULL, ends_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS ${index} ON ${table} (ends_at);
`;
}

type Query = (text: string, values: (string | number)[]) => Promise<readonly unknown[]>;

function queryOf(db: PostgresClient): Query {
  if (has(db, 'unsafe'))
    return async (text, values) => await (db as PostgresSql).unsafe(text, values);
  must(
    has(db, 'query'),
    'postgresReplayStore takes a pool, a client or a transaction of pg or of postgres',
  );
  return async (text, values) => (await (db as PgClient).query(text, values)).rows;
}

/**
 * The tables that this process has found: so a store that is made for one transaction asks no more.
 */
const found = new Set<string>();

/**
 * Asks first: to create what is there takes the right to create. Those who create at once wait for
 * each other.
 */
async function create(query: Query, table: string, statements: string): Promise<void> {
  const [row] = await query('SELECT to_regclass($1) IS NOT NULL AS is_there', [table]);
  // Not when it is created here: that may yet be rolled back.
  if ((row as { is_there: boolean }).is_there) found.add(table);
  else
    await query(
      `DO $hookproof$ BEGIN PERFORM pg_advisory_xact_lock(7, 7); ${statements} END $hookproof$`,
      [],
    );
}
