/** An Express application with a secret for each tenant. */
import { deepEqual } from 'node:assert/strict';
import express from 'express';
import { generateSecret } from 'hookproof';
import { webhook } from 'hookproof/express';
import { body, headersFor, listening, over, prove, secret } from '../sender.js';

const app = express();
const secrets = new Map([['acme', secret]]);
const handler = (_, response) => response.sendStatus(204);

/* the block */

const url = await listening(app);
await prove(over(`${url}/webhook/acme`));
deepEqual(
  [await over(`${url}/webhook/nobody`)(body, headersFor(body)), await over(`${url}/webhook/nobody`)(body, {})],
  [401, 401],
);
process.exit();
