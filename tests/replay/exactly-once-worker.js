/**
 * A receiver: verifies a delivery, and claims, works and completes in one transaction. It is killed
 * at any moment.
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { unwrapWebhook } from 'hookproof';
import { postgresReplayStore } from 'hookproof/replay';
import { openers } from './openers.js';

const [name, where, secret] = process.argv.slice(2);
const { transaction } = await openers[name](where);

const receive = ({ body, headers }) =>
  transaction(async (tx, ask) => {
    const { id, event } = unwrapWebhook(body, headers, secret);
    const [store, key, token] = [postgresReplayStore(tx), `pulse:${id}`, crypto.randomUUID()];
    const state = await store.claim(key, { leaseSeconds: 60, token });
    if (state !== 'claimed') return state;
    await ask('INSERT INTO effects VALUES ($1)', event.data.job_id);
    await sleep(Math.random() * 20);
    if (!(await store.complete(key, token, 2 * 86_400))) throw new Error('the lease was lost');
    return 'worked';
  });

const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

createInterface({ input: process.stdin }).on('line', async (line) => {
  const [id, delivery] = JSON.parse(line);
  tell([id, await receive(delivery).catch((error) => `${error}`)]);
});
tell(['ready']);
