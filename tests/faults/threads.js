/** Worker threads: each has an instance of its own, whatever they share and however they end. */
import { Worker } from 'node:worker_threads';
import { equal, ok } from '../conformance/assert.js';

const { generateSecret, signWebhook, verifyWebhook } = await import('hookproof');
const THREADS = 8;
const program = new URL('./verifying-thread.js', import.meta.url);

/** Returns how a worker ends, and what it told until then; it fails if the worker does. */
function endOf(worker) {
  const told = [];
  worker.on('message', (message) => told.push(message));
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => resolve({ code, told }));
  });
}

function shared(text) {
  const bytes = new TextEncoder().encode(text);
  const memory = new Uint8Array(new SharedArrayBuffer(bytes.length));
  memory.set(bytes);
  return memory;
}

const sent = (length) => {
  const secret = generateSecret();
  const body = JSON.stringify({ text: 'é'.repeat(length) });
  return { secret, headers: signWebhook(body, secret), body: shared(body) };
};

export const tests = {
  'eight threads verify the same shared bytes at once, each with the right verdicts': async () => {
    const webhooks = [10, 300, 5000, 200_000].map(sent);
    const workerData = { webhooks, times: 100 };
    const ends = await Promise.all(
      Array.from({ length: THREADS }, () => endOf(new Worker(program, { workerData }))),
    );
    for (const { code, told } of ends)
      equal([code, told.at(-1)], [0, { authentic: 400, refused: 400 }]);
  },
  'an error that is sent to another thread says why, and no secret': async () => {
    const webhooks = [{ ...sent(10), wrong: true }];
    const {
      told: [{ refusal, mistake }],
    } = await endOf(new Worker(program, { workerData: { webhooks, times: 1 } }));
    for (const error of [refusal, mistake]) {
      ok(error instanceof Error && error.message.length > 10, String(error));
      ok(
        !`${error.stack}${error.message}`.includes(webhooks[0].secret.slice(6)),
        'the secret is in it',
      );
    }
  },
  'threads that are ended in the middle of a call disturb nobody': async () => {
    const webhook = sent(200_000);
    for (let times = 0; times < 12; times++) {
      const worker = new Worker(program, {
        workerData: { webhooks: [webhook], times: Number.POSITIVE_INFINITY },
      });
      // It says that it has begun, and never stops by itself.
      await new Promise((resolve) => worker.once('message', resolve));
      const ending = worker.terminate();
      equal(verifyWebhook(webhook.body, webhook.headers, webhook.secret), true, 'meanwhile');
      await ending;
      equal(verifyWebhook(webhook.body, webhook.headers, webhook.secret), true, 'afterwards');
      equal(verifyWebhook(webhook.body, webhook.headers, generateSecret()), false);
    }
  },
};
