/**
 * A receiver of one's own, with a store: a failure gives the id back, a second delivery has nothing
 * to do, one in between comes later.
 */
import { deepEqual, rejects } from 'node:assert/strict';
import { unwrapWebhook } from 'hookproof';
import { memoryReplayStore } from 'hookproof/replay';
import { body as text, headersFor, secret } from '../sender.js';

const store = memoryReplayStore();
const processed = [];

async function receive(body, headers, process) {
  /* the block */
}

const given = headersFor(text);
await rejects(
  receive(text, given, () => Promise.reject(new Error('no database'))),
  /no database/,
);
const inBetween = [];
await receive(text, given, async (event) => {
  inBetween.push(await receive(text, given, async () => {}));
  processed.push(event.type);
});
deepEqual([inBetween, await receive(text, given, async () => {}), processed], [[503], 204, ['job.completed']]);
