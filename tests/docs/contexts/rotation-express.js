/**
 * A receiver in the middle of a rotation: the old secret, the new one and both must be taken, and
 * an unknown one refused.
 */
import { deepEqual } from 'node:assert/strict';
import express from 'express';
import { body, headersFor, listening, over, prove, secret } from '../sender.js';

const app = express();
const old = `whsec_${btoa('the old secret, of 32 bytes or so')}`;
process.env.WEBHOOK_SECRET_OLD = old;
const warnings = [];
console.warn = (text) => warnings.push(text);

/* the block */

const send = over(`${await listening(app)}/webhook`);
await prove(send);
deepEqual([await send(body, headersFor(body, { secrets: [secret, old] })), warnings], [204, []]);
deepEqual(
  [await send(body, headersFor(body, { secrets: [old], id: 'msg_1' })), warnings],
  [204, ['msg_1 is still signed with the old secret alone']],
);
process.exit();
