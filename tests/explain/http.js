/**
 * Real requests: what a receiver is handed when bytes came over HTTP, through Express and through
 * Node alone.
 */
import { once } from 'node:events';
import { request } from 'node:http';
import express from 'express';
import { serving } from '../../tools/lib/loopback.js';

/** POSTs bytes and header pairs as they are: a name that is given twice is sent twice. */
export async function post(url, body, pairs) {
  const own = [
    ['host', new URL(url).host],
    ['content-type', 'application/json'],
    ['content-length', body.length],
  ];
  const sent = request(url, { method: 'POST', headers: [...own, ...pairs].flat() });
  sent.end(body);
  const [response] = await once(sent, 'response');
  response.resume();
  await once(response, 'end');
  if (response.statusCode !== 204) throw new Error(`the receiver answered ${response.statusCode}`);
}

/**
 * Returns an Express app with some middleware, whose route hands what `take` makes of the request
 * to `keep`.
 */
function expressApp(middleware, take, keep) {
  const app = express();
  app.post('/webhook', ...middleware, async (req, res) => {
    keep(await take(req));
    res.sendStatus(204);
  });
  return app;
}

/** Sends a webhook to an Express app, and gives what its route took out of the request. */
export async function throughExpress({ body, pairs }, middleware, take) {
  let taken;
  const app = expressApp(middleware, take, (value) => {
    taken = value;
  });
  await serving(app, (origin) => post(`${origin}/webhook`, body, pairs));
  return taken;
}
