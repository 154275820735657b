/**
 * An Express application with two receivers that share a store: one message comes to both under one
 * id.
 */
import { deepEqual } from 'node:assert/strict';
import express from 'express';
import { webhook } from 'hookproof/express';
import { memoryReplayStore } from 'hookproof/replay';
import { body, headersFor, listening, over, prove, secret } from '../sender.js';

Object.assign(process.env, { PULSE_SECRET: secret, BILLING_SECRET: secret });
const app = express();
let calls = 0;
const handler = (_, response) => {
  calls++;
  response.sendStatus(204);
};

/* the block */

const url = await listening(app);
await prove(over(`${url}/pulse`));
calls = 0;
const headers = headersFor(body);
const send = (path) => over(`${url}/${path}`)(body, headers);
deepEqual([await send('pulse'), await send('billing'), await send('pulse'), calls], [204, 204, 204, 2]);
process.exit();
