/**
 * An Express application whose tenants share a store: a message comes to two of them under one id.
 */
import { deepEqual } from 'node:assert/strict';
import express from 'express';
import { generateSecret } from 'hookproof';
import { webhook } from 'hookproof/express';
import { memoryReplayStore } from 'hookproof/replay';
import { body, headersFor, listening, over, prove, secret } from '../sender.js';

const app = express();
const secrets = new Map([
  ['acme', secret],
  ['globex', secret],
]);
let calls = 0;
const handler = (_, response) => {
  calls++;
  response.sendStatus(204);
};

/* the block */

const url = await listening(app);
await prove(over(`${url}/webhook/acme`));
calls = 0;
const headers = headersFor(body);
const send = (tenant) => over(`${url}/webhook/${tenant}`)(body, headers);
deepEqual([await send('acme'), await send('globex'), await send('acme'), calls], [204, 204, 204, 2]);
deepEqual([await send('nobody'), await over(`${url}/webhook/nobody`)(body, {})], [401, 401]);
process.exit();
