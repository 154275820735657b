/** Pulse's API: a server on this machine that gives the link to whoever has the key. */
import { equal } from 'node:assert/strict';
import { createServer } from 'node:http';
import { listening } from '../sender.js';

process.env.PULSE_API_KEY = 'a-key';
const pulse = await listening(
  createServer((request, response) => {
    const isKnown = request.method === 'POST' && request.url === '/webhook' && request.headers['x-api-key'] === 'a-key';
    response
      .writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' })
      .end(JSON.stringify({ link: 'https://example.com/portal' }));
  }),
);
const { fetch } = globalThis;
globalThis.fetch = (url, init) => fetch(String(url).replace('https://api.runpulse.com', pulse), init);

/* the block */

equal(link, 'https://example.com/portal');
process.exit();
