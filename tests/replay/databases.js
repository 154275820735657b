/**
 * What the examples of the reference take for granted about databases: real ones, under the names
 * that the examples use.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installClients } from './clients/install.js';
import { withPostgres } from './postgres-server.js';

export async function withDatabases(use) {
  await installClients();
  const [{ default: pg }, { open }, { default: Database }] = await Promise.all(
    ['pg-itself', 'postgres', 'better-sqlite3-itself'].map(
      (name) => import(`./clients/drivers/${name}.js`),
    ),
  );
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-examples-'));
  await withPostgres(async ({ url }) => {
    const pools = [];
    class Pool extends pg.Pool {
      constructor() {
        super({ connectionString: url });
        pools.push(this);
      }
    }
    const { db: sql, close } = await open(url);
    await sql`CREATE TABLE jobs (job_id text, pages_processed int)`;
    // Node 20 has no node:sqlite; it is the same there.
    class DatabaseSync extends Database {
      constructor(name) {
        super(join(folder, name));
      }
    }
    const db = new DatabaseSync('db.db');
    try {
      await use({ Pool, pool: new Pool(), sql, DatabaseSync, db });
    } finally {
      await Promise.all([...pools.map((pool) => pool.end()), close()]);
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
