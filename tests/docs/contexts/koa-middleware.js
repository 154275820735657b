/** A Koa application, where the body can be read again. */
import { equal } from 'node:assert/strict';
import Koa from 'koa';
import { listening, over, prove } from '../sender.js';

const app = new Koa();
let count = 0;
app.use(async ({ req, res }, next) => {
  await next();
  if (res.statusCode !== 204) return;
  const pieces = [];
  for await (const piece of req) pieces.push(piece);
  count += JSON.parse(Buffer.concat(pieces)).type === 'job.completed' ? 1 : 0;
});

/* the block */

await prove(over(await listening(app)));
equal(count, 3);
process.exit();
