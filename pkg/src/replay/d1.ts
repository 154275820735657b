import { given, must } from './claim.js';
import type { SqlReplayStoreOptions } from './sql.js';
import { sqliteStore } from './sqlite-statements.js';
import type { ReplayStore } from './store.js';

/** What is used of a `D1Database`, the binding. */
export interface D1DatabaseLike {
  /** Makes a statement. */
  prepare(sql: string): {
    /** Gives it its values. */
    bind(...values: any[]): any;
  };
  /** Runs statements as one transaction, in one round trip. */
  batch(statements: any[]): Promise<
    {
      /** The rows of one. */
      results: unknown[];
    }[]
  >;
}

/**
 * Makes a store in D1, for Workers: one database for the whole world, kept on disk. It creates its
 * table at the first claim; {@link sqliteReplayTable} is that statement, for a migration.
 *
 * @param db The binding, `env.DB` say, without a session: a read replica knows of a claim too late.
 * @throws {WebhookConfigError} No binding, or a wrong option.
 *
 * @example
 * const replay = d1ReplayStore(env.DB);
 */
export function d1ReplayStore(db: D1DatabaseLike, options?: SqlReplayStoreOptions): ReplayStore {
  const settings = given(options);
  must(
    typeof db?.batch === 'function' && typeof db.prepare === 'function',
    'd1ReplayStore takes the binding of a D1 database, such as env.DB',
  );
  return sqliteStore(settings, async (statements) => {
    const results = await db.batch(
      statements.map(({ sql, args }) => db.prepare(sql).bind(...args)),
    );
    return results.map(({ results }) => results as Record<string, unknown>[]);
  });
}
