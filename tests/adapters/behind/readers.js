/**
 * Ways to read a request of Node's, as whatever stands behind a middleware does. Each gives the
 * bytes that it got.
 */
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

async function iterated(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

const listened = (request) =>
  new Promise((resolve, reject) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => resolve(Buffer.concat(pieces)));
    request.on('error', reject);
  });

export const readers = {
  'for await': iterated,
  "on('data')": listened,
  "on('data'), later": async (request) => {
    await sleep(20);
    return listened(request);
  },
  'pause() and resume()': async (request) => {
    request.pause();
    const bytes = listened(request);
    await sleep(5);
    request.resume();
    return bytes;
  },
  "on('readable')": (request) =>
    new Promise((resolve) => {
      const pieces = [];
      request.on('readable', () => {
        for (let piece = request.read(); piece !== null; piece = request.read()) pieces.push(piece);
      });
      request.on('end', () => resolve(Buffer.concat(pieces)));
    }),
  'pipe()': (request) => iterated(request.pipe(new PassThrough())),
  'setEncoding()': async (request) => {
    let text = '';
    for await (const piece of request.setEncoding('utf8')) text += piece;
    return Buffer.from(text);
  },
  'the body of a fetch': async (request) =>
    Buffer.from(
      await new Request('http://localhost/', {
        method: 'POST',
        body: request,
        duplex: 'half',
      }).arrayBuffer(),
    ),
};
