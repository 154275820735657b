/**
 * examples/bullmq and examples/pg-boss: every webhook is one job, and is worked on however often a
 * worker dies.
 */
import { deepEqual, equal } from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import pg from 'pg';
import { newSecret, sign } from '../../tools/lib/sender.js';
import { post } from '../../tools/lib/post.js';
import { startProgram } from '../../tools/lib/program.js';
import { root } from '../../tools/lib/shell.js';
import { named, runTests } from '../conformance/outcome.js';
import { withPostgres } from '../replay/postgres-server.js';
import { withRedis } from '../replay/redis-server.js';
import { resultOf } from '../results.js';
import { eventually } from './delivering.js';

const WEBHOOKS = 300;

/**
 * For each: a place for the queue, how its programs are told of it, and how many of its jobs are in
 * which state.
 */
const queues = {
  bullmq: (use) =>
    withRedis(async ({ url }) => {
      const { hostname: host, port } = new URL(url);
      const queue = new Queue('webhooks', { connection: { host, port: Number(port) } });
      try {
        return await use(
          { REDIS_URL: url, LOCK_MS: '1000' },
          async () => await queue.getJobCounts('completed', 'failed'),
        );
      } finally {
        await queue.close();
      }
    }),
  'pg-boss': (use) =>
    withPostgres(async ({ url }) => {
      const pool = new pg.Pool({ connectionString: url });
      pool.on('error', () => {});
      const count = async () => {
        const { rows } = await pool.query(
          "SELECT state, count(*)::int FROM pgboss.job WHERE name = 'webhooks' GROUP BY state",
        );
        const counts = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
        return { completed: counts.completed ?? 0, failed: counts.failed ?? 0 };
      };
      try {
        return await use(
          { DATABASE_URL: url, EXPIRE_SECONDS: '2', MAINTENANCE_SECONDS: '1' },
          count,
        );
      } finally {
        await pool.end();
      }
    }),
};

export const checkQueue = (name) => async (consumer) => {
  const folder = join(consumer, `example-${name}`);
  cpSync(join(root, 'examples', name), folder, {
    recursive: true,
    filter: (path) => !path.endsWith('node_modules'),
  });
  return await queues[name](async (settings, countJobs) => {
    const secret = newSecret();
    const env = {
      ...process.env,
      PORT: '0',
      WEBHOOK_SECRET: secret,
      NODE_ENV: 'production',
      ...settings,
    };
    const worked = new Set();
    const onLine = (line) => {
      const [, id] = /^(msg_\S+): job\.completed$/.exec(line) ?? [];
      if (id !== undefined) worked.add(id);
    };
    const server = await startProgram(process.execPath, ['server.js'], { cwd: folder, env });
    const startWorker = () =>
      startProgram(process.execPath, ['worker.js'], {
        cwd: folder,
        env,
        onLine,
        announces: /^(listening) on the queue$/,
      });
    try {
      const context = { url: server.url, secret, worked, startWorker, countJobs };
      return resultOf(await runTests(named(tests), context), `examples/${name}: `);
    } finally {
      await server.stop();
    }
  });
};

const tests = {
  'each webhook is one job and is worked on, though workers are killed and each comes twice':
    async (context) => {
      const { url, secret, worked, startWorker, countJobs } = context;
      let worker = await startWorker();
      let isOver = false;
      const killing = (async () => {
        for (let kills = 0; kills < 5 && !isOver; kills++) {
          await sleep(200 + Math.random() * 400);
          await worker.stop();
          worker = await startWorker();
        }
      })();
      const ids = [];
      const deliver = async () => {
        while (ids.length < WEBHOOKS) {
          const body = JSON.stringify({ type: 'job.completed', data: { job_id: '1' } });
          const headers = sign(body, [secret]);
          ids.push(headers['webhook-id']);
          await Promise.all([untilTaken(url, body, headers), untilTaken(url, body, headers)]);
          await sleep(20);
        }
      };
      await Promise.all(Array.from({ length: 4 }, deliver));
      await killing;
      await eventually(async () => (await countJobs()).completed >= ids.length, 60_000);
      isOver = true;
      deepEqual(await countJobs(), { completed: ids.length, failed: 0 });
      deepEqual(
        ids.filter((id) => !worked.has(id)),
        [],
      );
      equal(worked.size, ids.length);
      await worker.stop();
    },
};

/** As its sender does: while another delivery of it is at work, it comes again. */
async function untilTaken(url, body, headers) {
  for (let tries = 0; tries < 100; tries++) {
    const { status } = await post(url, body, headers);
    if (status === 204) return;
    equal(status, 503);
    await sleep(50);
  }
  throw new Error('a webhook was never taken');
}
