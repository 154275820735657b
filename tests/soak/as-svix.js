/**
 * Delivers as a Svix server does, into two processes that share a store: each webhook has to end as
 * delivered, and to be worked on once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deliverAsSvix } from '../../tools/lib/svix-sender.js';
import { newSecret } from '../../tools/lib/sender.js';
import { startProgram } from '../../tools/lib/program.js';
import { installClients } from '../replay/clients/install.js';
import { withPostgres } from '../replay/postgres-server.js';
import { withRedis } from '../replay/redis-server.js';

/** One in ten handlers fails once, and one in twenty works and then loses its connection. */
const eventOf = (at) => ({ type: 'job.completed', at, fails: at % 10 === 3, loses: at % 20 === 7 });

const withFile = async (use) => {
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-soak-'));
  try {
    return await use(join(folder, 'replay.db'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** How a place for each store comes about, and what opens it. */
export const stores = {
  Redis: { opener: 'redis 6', withPlace: (use) => withRedis(({ path }) => use(path)) },
  PostgreSQL: { opener: 'pg', withPlace: (use) => withPostgres(({ url }) => use(url)) },
  SQLite: { opener: 'better-sqlite3', withPlace: withFile },
};

/** Delivers `count` webhooks, and gives figures and what is wrong, in words. */
export async function soakAsSvix(name, count) {
  const { opener, withPlace } = stores[name];
  await installClients();
  return await withPlace(async (where) => {
    const secret = newSecret();
    const worked = new Map();
    const onLine = (line) => worked.set(line, (worked.get(line) ?? 0) + 1);
    const receivers = await Promise.all(
      Array.from({ length: 2 }, () =>
        startProgram(process.execPath, [join(import.meta.dirname, 'receiver.js'), opener, where], {
          env: { ...process.env, WEBHOOK_SECRET: secret, NODE_ENV: 'production' },
          onLine,
        }),
      ),
    );
    try {
      return await delivered({ urls: receivers.map(({ url }) => url), secret, count, worked });
    } finally {
      for (const receiver of receivers) await receiver.stop();
    }
  });
}

async function delivered({ urls, secret, count, worked }) {
  // Each attempt is for the process that the last one was not for.
  const urlOf = (at, attempt) => urls[(at + attempt) % 2];
  const { seconds, answers, ids, failed } = await deliverAsSvix({ secret, count, urlOf, eventOf });
  // For what is still in a pipe.
  for (let waited = 0; worked.size < count && waited < 300; waited++) await sleep(10);
  await sleep(100);
  const lost = ids.filter((id) => !worked.has(id)).length;
  const twice = [...worked.values()].filter((times) => times > 1).length;
  const problems = [
    [failed, 'were never delivered'],
    [lost, 'were lost'],
    [twice, 'were worked on twice'],
    [worked.size - (count - lost), 'were worked on that nobody sent'],
    // Otherwise it has shown nothing.
    [
      Number((answers[500] ?? 0) < count / 20 || (answers.broken ?? 0) < count / 40),
      'failed too seldom',
    ],
  ].filter(([times]) => times > 0);
  return {
    ...{ count, seconds, answers, worked: worked.size, twice, lost, failed },
    problems: problems.map(([times, what]) => `${times} webhooks ${what}`),
  };
}
