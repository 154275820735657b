/**
 * A middleware leaves the request as if nobody had read it: whatever reads behind it gets the bytes
 * that were sent.
 */
import { equal } from 'node:assert/strict';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:http2';
import { text } from 'node:stream/consumers';
import { named, runTests } from '../../conformance/outcome.js';
import { resultOf, summed } from '../../results.js';
import { signed } from '../http.js';
import { deliveries, piecesOf, uploads } from './deliveries.js';
import { nestServers } from './nest.js';
import { servers } from './servers.js';
import { tracesOf } from './traces.js';

/** Time enough for any answer: what waits longer has been forgotten. */
const SECONDS = 5;

export async function runBehind() {
  const results = [];
  for (const server of [...servers, ...nestServers]) {
    const started = await server.start();
    const { url, stop, isByPath } = started;
    const sender = server.isHttp2 ? overHttp2(url) : overHttp1();
    const target = (reader) =>
      isByPath ? new URL(`/${encodeURIComponent(reader)}`, url).href : url;
    const tests = server.tests
      ? named(server.tests({ ...started, post: sender.post }))
      : server.reads.flatMap((reader) => testsOf(reader, target(reader), sender.post));
    results.push(resultOf(await runTests(tests), `${server.name}: `));
    sender.close();
    await stop();
  }
  results.push(resultOf(await runTests(named(tracesOf))));
  return summed(results);
}

/** One connection for all of them: a request that is left half read would hold up the next. */
const testsOf = (reader, url, post) =>
  Object.entries(reader === 'multer' ? uploads : deliveries)
    .filter(([, { body }]) => body !== '' || !asksForJson.includes(reader))
    .map(([name, delivery]) => ({
      name: `${reader} gets ${name}`,
      async run() {
        const {
          type = reader.includes('text') ? 'text/plain' : 'application/json',
          file = delivery.body,
        } = delivery;
        const { headers } = signed(undefined, { text: delivery.body });
        const send = () =>
          post(url, {
            ...delivery,
            headers: { ...headers, 'content-type': type, 'x-reader': reader },
          });
        const { status, body } = await send();
        equal(status, 200, body);
        equal(Buffer.from(JSON.parse(body).bytes, 'base64').toString(), file);
        // The guard was not told of a failure: the handler has run.
        equal((await send()).status, 204);
      },
    }));

/** Of no bytes they make an error or an object. */
const asksForJson = [
  'express.json()',
  'express.raw()',
  'express.text()',
  'express.urlencoded()',
  "Fastify's JSON parser",
  'parseAs: buffer',
];

function overHttp1() {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const post = async (url, { headers, ...delivery }) => {
    const length = delivery.chunk === undefined && {
      'content-length': Buffer.byteLength(delivery.body),
    };
    const outgoing = httpRequest(url, {
      method: 'POST',
      agent,
      timeout: SECONDS * 1000,
      headers: { ...headers, ...length },
    });
    const answered = new Promise((resolve, reject) => {
      outgoing.on('response', resolve).on('error', reject);
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${SECONDS} s`)));
    });
    answered.catch(() => {});
    await write(outgoing, delivery);
    const response = await answered;
    return { status: response.statusCode, body: await text(response) };
  };
  return { post, close: () => agent.destroy() };
}

function overHttp2(url) {
  const session = connect(url);
  const post = async (target, { headers, ...delivery }) => {
    const stream = session.request({
      ...headers,
      ':method': 'POST',
      ':path': new URL(target).pathname,
    });
    stream.setTimeout(SECONDS * 1000, () =>
      stream.destroy(new Error(`no answer within ${SECONDS} s`)),
    );
    const answered = new Promise((resolve, reject) =>
      stream.on('response', resolve).on('error', reject),
    );
    answered.catch(() => {});
    await write(stream, delivery);
    const { ':status': status } = await answered;
    return { status, body: await text(stream) };
  };
  return { post, close: () => session.destroy() };
}

async function write(outgoing, delivery) {
  if (delivery.chunk === undefined) return void outgoing.end(delivery.body);
  outgoing.flushHeaders?.();
  for await (const piece of piecesOf(delivery)) outgoing.write(piece);
  outgoing.end();
}
