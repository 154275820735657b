/** Bodies that have to arrive behind a middleware, in every way of sending them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LIMIT } from './secret.js';

const jsonOf = (bytes) => JSON.stringify('x'.repeat(bytes - 2));

/**
 * `{ body, chunk?, pauseMs? }`: what is signed, and the size of the pieces that it is sent in,
 * without a length.
 */
export const deliveries = {
  'no byte': { body: '' },
  'no byte, chunked': { body: '', chunk: 1 },
  'a few bytes': { body: '{"type":"job.completed"}' },
  'a few bytes, one by one': { body: '{"a":1}', chunk: 1, pauseMs: 2 },
  'as many as a buffer of Node holds': { body: jsonOf(65_536) },
  'one more than that': { body: jsonOf(65_537) },
  'exactly the limit': { body: jsonOf(LIMIT) },
  'exactly the limit, in pieces': { body: jsonOf(LIMIT), chunk: 30_000, pauseMs: 2 },
  'exactly the limit, in pieces at once': { body: jsonOf(LIMIT), chunk: 7_000 },
};

const before = '--edge\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n';
const after = '\r\n--edge--\r\n';

/** Returns the same as the upload of a file, which is what is to arrive. */
const uploadOf = ({ body, ...how }) => {
  const file = body.slice(0, LIMIT - before.length - after.length);
  return { body: before + file + after, file, type: 'multipart/form-data; boundary=edge', ...how };
};

export const uploads = Object.fromEntries(
  Object.entries(deliveries).map(([name, delivery]) => [name, uploadOf(delivery)]),
);

/** Returns the pieces of a body, as they are to be written. */
export async function* piecesOf({ body, chunk, pauseMs = 0 }) {
  for (let at = 0; at < body.length; at += chunk) {
    yield body.slice(at, at + chunk);
    if (pauseMs > 0) await sleep(pauseMs);
  }
}
