/** examples/redis: two of its processes, with one real redis-server. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { newSecret, sign } from '../../tools/lib/sender.js';
import { post } from '../../tools/lib/post.js';
import { startProgram } from '../../tools/lib/program.js';
import { root } from '../../tools/lib/shell.js';
import { named, runTests } from '../conformance/outcome.js';
import { withRedis } from '../replay/redis-server.js';
import { resultOf } from '../results.js';
import { checks } from './checks.js';
import { eventually, statusesOf } from './delivering.js';

export async function checkRedis(consumer) {
  const folder = join(consumer, 'example-redis');
  cpSync(join(root, 'examples', 'redis'), folder, {
    recursive: true,
    filter: (path) => !path.endsWith('node_modules'),
  });
  const secret = newSecret();
  return await withRedis(async (redis) => {
    const env = {
      ...process.env,
      PORT: '0',
      WEBHOOK_SECRET: secret,
      REDIS_URL: redis.url,
      NODE_ENV: 'production',
    };
    const start = () => startProgram(process.execPath, ['server.js'], { cwd: folder, env });
    const processes = [await start(), await start()];
    const context = {
      url: processes[0].url,
      urls: processes.map(({ url }) => url),
      secret,
      lines: processes[0].lines,
      all: () => processes.flatMap(({ lines }) => lines),
      redis,
    };
    try {
      return resultOf(
        await runTests(named({ ...checks, ...special }), context),
        'examples/redis: ',
      );
    } finally {
      for (const { stop } of processes) await stop();
    }
  });
}

const body = JSON.stringify({ type: 'job.completed', data: { job_id: '1' } });
const worked = (all, headers) =>
  all().filter((line) => line === `${headers['webhook-id']}: job.completed`).length;

/**
 * One is taken; whoever comes while it is worked on is told to come again, and whoever comes later
 * that it is done.
 */
function takenOrTold({ 204: taken = 0, 503: busy = 0 }, count) {
  ok(taken >= 1 && taken + busy === count, `${taken} and ${busy} of ${count}`);
}

const special = {
  'the same delivery to both processes at once is worked on by one': async ({
    urls,
    secret,
    all,
  }) => {
    for (let round = 0; round < 20; round++) {
      const headers = sign(body, [secret]);
      takenOrTold(await statusesOf(urls.map((url) => post(url, body, headers))), 2);
      await eventually(() => worked(all, headers) > 0);
      equal(worked(all, headers), 1);
    }
  },
  'of 200 deliveries of one webhook to both processes one is worked on': async ({
    urls,
    secret,
    all,
  }) => {
    const headers = sign(body, [secret]);
    takenOrTold(
      await statusesOf(Array.from({ length: 200 }, (_, at) => post(urls[at % 2], body, headers))),
      200,
    );
    await eventually(() => worked(all, headers) > 0);
    equal(worked(all, headers), 1);
  },
  'while Redis is down the answer is a 503 in time, and afterwards the same webhook is taken':
    async ({ urls, secret, all, redis }) => {
      const headers = sign(body, [secret]);
      await redis.stop();
      const start = Date.now();
      try {
        deepEqual(await statusesOf(urls.map((url) => post(url, body, headers))), { 503: 2 });
        ok(Date.now() - start < 4000, `it took ${Date.now() - start} ms`);
      } finally {
        await redis.start();
      }
      let status = 503;
      for (const end = Date.now() + 10_000; status === 503 && Date.now() < end; )
        ({ status } = await post(urls[0], body, headers));
      equal(status, 204);
      deepEqual(await statusesOf(urls.map((url) => post(url, body, headers))), { 204: 2 });
      await eventually(() => worked(all, headers) > 0);
      equal(worked(all, headers), 1);
    },
};
