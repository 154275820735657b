/** A test file of Jest's, with a handler of fetch requests to test. */
import assert from 'node:assert/strict';
import { generateSecret } from 'hookproof';
import { webhookHandler } from 'hookproof/fetch';
import { tamperedRequest, tamperings } from 'hookproof/testing';

const secret = generateSecret();
const env = { WEBHOOK_SECRET: secret };
const body = JSON.stringify({ type: 'job.completed' });
const handler = { fetch: webhookHandler({ secret: (bindings) => bindings.WEBHOOK_SECRET, onEvent: () => {} }) };

/* the block */
