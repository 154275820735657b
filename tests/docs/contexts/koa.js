/** A Koa application; a body over the limit is a 413. */
import { equal } from 'node:assert/strict';
import Koa from 'koa';
import { headersFor, listening, over, prove } from '../sender.js';

const app = new Koa();

/* the block */

const send = over(await listening(app));
await prove(send);
const long = JSON.stringify('x'.repeat(1_048_576));
equal(await send(long, headersFor(long)), 413);
process.exit();
