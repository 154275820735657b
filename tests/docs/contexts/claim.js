/** A receiver of one's own, with a store: a failure gives the id back, and a second delivery is refused. */
import { deepEqual, rejects } from 'node:assert/strict';
import { unwrapWebhook } from 'hookproof';
import { memoryReplayStore } from 'hookproof/replay';
import { body as text, headersFor, secret } from '../sender.js';

const store = memoryReplayStore();
const processed = [];
const refuse = () => 401;

async function receive(body, headers, process) {
  /* the block */
}

const given = headersFor(text);
await rejects(
  receive(text, given, () => Promise.reject(new Error('no database'))),
  /no database/,
);
await receive(text, given, async (event) => processed.push(event.type));
deepEqual([await receive(text, given, async () => {}), processed], [401, ['job.completed']]);
