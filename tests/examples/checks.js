/** What every example has to do, seen over HTTP and in what it prints. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { deliver } from '../../tools/lib/start-webhooks.js';
import { sign } from '../../tools/lib/sender.js';

const MiB = 1024 * 1024;

const post = (url, body, headers) =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

/** `url`, `secret`, and `lines`, which what it prints is added to. */
export const checks = {
  'the five webhooks of npm start are judged right': async ({ url, secret }) => {
    for (const { name, expected, status } of await deliver({ url, secret }))
      equal(status, expected, name);
  },
  'a webhook is worked on once, after the answer': async ({ url, secret, lines }) => {
    const body = JSON.stringify({ type: 'job.processing', data: { job_id: '7' } });
    const headers = sign(body, [secret]);
    equal((await post(url, body, headers)).status, 204);
    // FastAPI ends a delivery after its answer and its background tasks: till then the next is a
    // 503, and its sender comes again.
    let again = await post(url, body, headers);
    for (let tries = 0; again.status === 503 && tries < 100; tries++) {
      await sleep(50);
      again = await post(url, body, headers);
    }
    equal(again.status, 204);
    const worked = () =>
      lines.filter((line) => line.includes(`${headers['webhook-id']}: job.processing`)).length;
    for (let waited = 0; worked() === 0 && waited < 100; waited++) await sleep(50);
    equal(worked(), 1);
  },
  'what is refused is logged by its code, and answered without': async ({ url, secret, lines }) => {
    const body = JSON.stringify({ type: 'job.failed' });
    const refused = {
      ERR_MISSING_HEADER: {},
      ERR_TIMESTAMP_TOO_OLD: sign(body, [secret], { date: new Date(0) }),
    };
    for (const [code, headers] of Object.entries(refused)) {
      const answer = await post(url, body, headers);
      deepEqual(
        [answer.status, answer.headers.get('cache-control'), await answer.text()],
        [401, 'no-store', ''],
      );
      for (let waited = 0; !lines.some((line) => line.includes(code)) && waited < 100; waited++)
        await sleep(50);
      ok(
        lines.some((line) => line.includes(`refused: ${code}`)),
        lines.join('\n'),
      );
    }
  },
  'a body over the limit is a 413': async ({ url, secret }) => {
    const body = JSON.stringify({ type: 'job.completed', data: 'x'.repeat(MiB) });
    equal((await post(url, body, sign(body, [secret]))).status, 413);
  },
  'nothing is there to get': async ({ url }) => {
    ok([404, 405].includes((await fetch(url)).status));
  },
  'the secret is not in the log': async ({ secret, lines }) => {
    ok(!lines.join('\n').includes(secret.slice('whsec_'.length)));
  },
};
