/** A function from a fetch `Request` to a `Response`; a body over its limit is a 413. */
import { equal } from 'node:assert/strict';
import { headersFor, prove, to } from '../sender.js';

const worked = [];
const work = async ({ id }) => worked.push(id);

/* the block */

await prove(to(handler));
equal(worked.length, 3);
const long = JSON.stringify('x'.repeat(65_536));
equal(await to(handler)(long, headersFor(long)), 413);
