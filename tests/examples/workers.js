/**
 * examples/workers, built by wrangler against the tarball and run by miniflare with the bindings of
 * its own configuration.
 */
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { deepEqual, equal, ok } from 'node:assert/strict';
import { Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions as optionsOf } from 'wrangler';
import { newSecret, sign } from '../../tools/lib/sender.js';
import { post } from '../../tools/lib/post.js';
import { root } from '../../tools/lib/shell.js';
import { named, runTests } from '../conformance/outcome.js';
import { resultOf, summed } from '../results.js';
import { dryRun } from '../runtimes/workerd/bundle.js';
import { checks } from './checks.js';
import { eventually, statusesOf } from './delivering.js';

export async function checkWorkers(consumer) {
  const folder = join(consumer, 'example-workers');
  cpSync(join(root, 'examples', 'workers'), folder, {
    recursive: true,
    filter: (path) => !path.endsWith('node_modules'),
  });
  await dryRun(folder, join(folder, 'out'));
  const secret = newSecret();
  const runChecks = (those) =>
    withWorker(folder, secret, async (lines, workerd) =>
      resultOf(
        await runTests(named(those), { url: String(await workerd.ready), secret, lines }),
        'examples/workers: ',
      ),
    );
  const delivery = recorded(secret);
  const before = await runChecks({
    ...checks,
    ...special,
    'a webhook before a restart is taken': delivery.first,
  });
  const after = await runChecks({ 'the same webhook after a restart is known': delivery.again });
  return summed([before, after]);
}

const special = {
  'of 100 deliveries of one webhook at once one is worked on': async ({ url, secret, lines }) => {
    const body = JSON.stringify({ type: 'job.completed', data: { job_id: '1' } });
    const headers = sign(body, [secret]);
    const statuses = await statusesOf(Array.from({ length: 100 }, () => post(url, body, headers)));
    const { 204: taken = 0, 503: busy = 0 } = statuses;
    ok(taken >= 1 && taken + busy === 100, JSON.stringify(statuses));
    const worked = () =>
      lines.filter((line) => line === `${headers['webhook-id']}: job.completed`).length;
    await eventually(() => worked() > 0);
    await sleep(1500);
    equal(worked(), 1);
  },
  'none of 200 different webhooks is lost between the answer and the queue': async ({
    url,
    secret,
    lines,
  }) => {
    const body = JSON.stringify({ type: 'job.created' });
    const deliveries = Array.from({ length: 200 }, () => sign(body, [secret]));
    deepEqual(await statusesOf(deliveries.map((headers) => post(url, body, headers))), {
      204: 200,
    });
    const worked = (id) => lines.filter((line) => line === `${id}: job.created`).length;
    const ids = deliveries.map((headers) => headers['webhook-id']);
    await eventually(() => ids.every((id) => worked(id) > 0));
    deepEqual(
      ids.filter((id) => worked(id) !== 1),
      [],
    );
  },
};

/** Returns one webhook that somebody recorded, and sends again. */
function recorded(secret) {
  const body = JSON.stringify({ type: 'job.cancelled' });
  const headers = sign(body, [secret]);
  return {
    first: async ({ url }) => equal((await post(url, body, headers)).status, 204),
    again: async ({ url, lines }) => {
      equal((await post(url, body, headers)).status, 204);
      await sleep(1500);
      deepEqual(
        lines.filter((line) => line.startsWith(`${headers['webhook-id']}: `)),
        [],
      );
    },
  };
}

async function withWorker(folder, secret, use) {
  const out = join(folder, 'out');
  const { workerOptions } = optionsOf(join(folder, 'wrangler.jsonc'));
  const lines = [];
  const workerd = new Miniflare({
    ...workerOptions,
    modules: [
      { type: 'ESModule', path: join(out, 'index.js') },
      ...readdirSync(out)
        .filter((name) => name.endsWith('.wasm'))
        .map((name) => ({ type: 'CompiledWasm', path: join(out, name) })),
    ],
    modulesRoot: out,
    bindings: { WEBHOOK_SECRET: secret },
    durableObjectsPersist: join(folder, 'objects'),
    handleRuntimeStdio: (...streams) => {
      for (const input of streams)
        createInterface({ input }).on('line', (line) => lines.push(line));
    },
  });
  try {
    return await use(lines, workerd);
  } finally {
    await workerd.dispose();
  }
}
