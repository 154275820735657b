/**
 * What each store costs: bytes for an id that is done, and microseconds for a claim and its
 * completion, with 100,000, 1,000,000 and, told so, 10,000,000 ids remembered. `node
 * tests/replay/scale.js [name …] [--most 10000000]` prints a table; names are those of `engines`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { memoryReplayStore } from 'hookproof/replay';
import { installClients } from './clients/install.js';
import { openers } from './openers.js';
import { withPostgres } from './postgres-server.js';
import { withRedis } from './redis-server.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { most: { type: 'string', default: '1000000' } },
});
const sizes = [100_000, 1_000_000, 10_000_000].filter((size) => size <= Number(values.most));

const DAY = 86_400;
const AT_ONCE = 32;
const TIMED = 5_000;

/** As they come: the name of an endpoint, and an id as Svix makes them, of 31 characters. */
const keyOf = (at) => `pulse:msg_2N${at.toString(36).padStart(25, '0')}`;

/**
 * Each calls its action with a store, with a way to put rows there at once, of ids that are done,
 * and with the bytes that it takes.
 */
const engines = {
  memory: async (use) => {
    const store = memoryReplayStore({ maxEntries: 16_000_000 });
    const put = async (from, to) => {
      for (let at = from; at < to; at++) {
        const token = crypto.randomUUID();
        await store.claim(keyOf(at), { leaseSeconds: 60, token });
        await store.complete(keyOf(at), token, 2 * DAY);
      }
    };
    const bytes = async () => {
      globalThis.gc?.();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    await use({ store, put, bytes });
  },
  redis: (use) =>
    withRedis(async ({ path }) => {
      const { store, close } = await openers['ioredis 6'](path);
      const { Redis } = await import('ioredis');
      const client = new Redis({ path });
      const put = async (from, to) => {
        for (let start = from; start < to; start += 10_000) {
          const pipeline = client.pipeline();
          for (let at = start; at < Math.min(to, start + 10_000); at++) {
            pipeline.set(
              `hookproof.${keyOf(at)}`,
              `d${crypto.randomUUID()}`,
              'PX',
              2 * DAY * 1000 + at,
            );
          }
          await pipeline.exec();
        }
      };
      const bytes = async () => Number(/used_memory:(\d+)/.exec(await client.info('memory'))[1]);
      await use({ store, put, bytes });
      client.disconnect();
      close();
    }),
  postgres: (use) =>
    withPostgres(async ({ url }) => {
      const { store, db, close } = await openers.postgres(url);
      await store.release('none', 'none');
      const put = async (from, to) => {
        await db.unsafe(
          `INSERT INTO hookproof_replay SELECT 'pulse:msg_2N' || lpad(to_hex(n), 25, '0'), gen_random_uuid()::text, true, now() + interval '2 days' + n * interval '1 millisecond'
           FROM generate_series($1::bigint, $2::bigint - 1) n`,
          [from, to],
        );
        await db.unsafe('VACUUM ANALYZE hookproof_replay');
      };
      const bytes = async () =>
        Number(
          (await db.unsafe("SELECT pg_total_relation_size('hookproof_replay') AS bytes"))[0].bytes,
        );
      await use({ store, put, bytes });
      await close();
    }),
  sqlite: async (use) => {
    const folder = mkdtempSync(join(tmpdir(), 'hookproof-scale-'));
    const { store, db, close } = await openers['better-sqlite3'](join(folder, 'replay.db'));
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    await store.release('none', 'none');
    const insert = db.prepare(
      'INSERT INTO hookproof_replay VALUES (?, ?, 1, unixepoch() * 1000 + ?)',
    );
    const put = async (from, to) => {
      db.exec('BEGIN');
      for (let at = from; at < to; at++)
        insert.run(keyOf(at), crypto.randomUUID(), 2 * DAY * 1000 + at);
      db.exec('COMMIT');
      db.pragma('wal_checkpoint(TRUNCATE)');
    };
    const bytes = async () =>
      readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    await use({ store, put, bytes });
    close();
    rmSync(folder, { recursive: true });
  },
};

/** Runs `action` for each number, some at once, and gives microseconds for each. */
async function timed(from, action) {
  const start = performance.now();
  let next = from;
  const work = async () => {
    while (next < from + TIMED) await action(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return ((performance.now() - start) * 1000) / TIMED;
}

async function measure(name) {
  await engines[name](async ({ store, put, bytes }) => {
    const empty = await bytes();
    let [filled, fresh] = [0, 100_000_000];
    for (const size of sizes) {
      await put(filled, size);
      filled = size;
      const each = ((await bytes()) - empty) / size;
      const token = crypto.randomUUID();
      const claim = (at) => store.claim(keyOf(at), { leaseSeconds: 60, token });
      const first = fresh;
      const claimed = await timed(first, claim);
      const completed = await timed(first, (at) => store.complete(keyOf(at), token, 2 * DAY));
      const duplicate = await timed(first, claim);
      fresh += TIMED;
      const figures = [each, claimed, completed, duplicate].map((figure) => figure.toFixed(0));
      console.log(`| ${[name, size.toLocaleString('en'), ...figures].join(' | ')} |`);
    }
  });
}

await installClients();
if (process.execArgv.includes('--expose-gc') || !positionals.includes('memory')) {
  console.log(
    '| store | ids | bytes each | µs a claim | µs a completion | µs a duplicate |\n| --- | ---: | ---: | ---: | ---: | ---: |',
  );
}
for (const name of positionals.length > 0 ? positionals : Object.keys(engines)) {
  if (name === 'memory' && !process.execArgv.includes('--expose-gc')) {
    const args = [
      '--expose-gc',
      '--max-old-space-size=8192',
      import.meta.filename,
      name,
      '--most',
      values.most,
    ];
    execFileSync(process.execPath, args, { stdio: 'inherit' });
  } else await measure(name);
}
