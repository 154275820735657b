/**
 * Deliveries as a Svix server makes them (docs/guides/from-svix.md): a connection that breaks is
 * tried again at once, with the same timestamp and signature; any other failure later, under the
 * same id and signed anew. Into two processes that share a store: each webhook has to end as
 * delivered, and to be worked on once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newSecret, sign } from '../../tools/lib/sender.js';
import { startProgram } from '../../tools/lib/program.js';
import { installClients } from '../replay/clients/install.js';
import { withPostgres } from '../replay/postgres-server.js';
import { withRedis } from '../replay/redis-server.js';

/**
 * Svix's own waits are 5 seconds, 5 minutes, 30 minutes and so on; here they are as many, and
 * shorter.
 */
const WAITS_MS = [20, 100, 300, 1000, 2000, 4000, 8000];

/** One in ten handlers fails once, and one in twenty works and then loses its connection. */
const eventOf = (at) => ({ type: 'job.completed', at, fails: at % 10 === 3, loses: at % 20 === 7 });

const CONCURRENCY = 50;

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
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY, timeout: 2000 });
  const answers = {};
  const ids = [];
  let [failed, next] = [0, 0];
  const start = performance.now();
  const work = async () => {
    while (next < count) {
      const at = next++;
      const body = JSON.stringify(eventOf(at));
      let headers = sign(body, [secret]);
      const id = headers['webhook-id'];
      ids.push(id);
      let isDelivered = false;
      for (let attempt = 1, waits = 0; !isDelivered && waits <= WAITS_MS.length; attempt++) {
        // Each attempt is for the process that the last one was not for.
        const answer = await post(agent, urls[(at + attempt) % 2], body, {
          ...headers,
          'x-attempt': String(attempt),
        });
        answers[answer] = (answers[answer] ?? 0) + 1;
        isDelivered = answer >= 200 && answer < 300;
        // At once, as it is. What fails so again waits, like everything else.
        if (isDelivered || (answer === 'broken' && attempt === 1)) continue;
        await sleep(WAITS_MS[waits++] ?? 0);
        headers = sign(body, [secret], { id });
      }
      if (!isDelivered) failed++;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  const seconds = (performance.now() - start) / 1000;
  // For what is still in a pipe.
  for (let waited = 0; worked.size < count && waited < 300; waited++) await sleep(10);
  await sleep(100);
  agent.destroy();
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

/** Gives the status of an answer, or `broken`. */
const post = (agent, url, body, headers) =>
  new Promise((resolve) => {
    const options = {
      agent,
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    };
    request(url, options, (response) =>
      response
        .resume()
        .on('end', () => resolve(response.statusCode))
        .on('error', () => resolve('broken')),
    )
      .on('error', () => resolve('broken'))
      .end(body);
  });
