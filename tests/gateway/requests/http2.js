/** Does over HTTP/2 what is different there. */
import { deepEqual, equal } from 'node:assert/strict';
import { connect } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventOf, signed, until } from '../../adapters/http.js';
import { own } from './helpers.js';

export const cases = {
  'over HTTP/2, streams of one connection each get their own verdict': async (world) => {
    const session = connect(world.url);
    const deliveries = Array.from({ length: 100 }, (_, at) => ({
      ...signed({ type: `job.${at}`, data: 'x'.repeat(at * 300) }),
      path: own('/plain'),
      isForged: at % 3 === 0,
    }));
    await Promise.all(
      deliveries.map(async ({ headers, body, path, isForged }) => {
        const status = await ask(
          session,
          { ':path': path, ...headers },
          isForged ? `${body} ` : body,
        );
        equal(status, isForged ? 401 : 204);
        equal(world.reached(path).length, isForged ? 0 : 1);
      }),
    );
    session.destroy();
  },
  'over HTTP/2, a stream that is cancelled does not reach the backend, and is counted': async (
    world,
  ) => {
    const before = await world.refusals('ERR_BROKEN_OFF');
    const session = connect(world.url);
    const [path, { headers, body }] = [own('/plain'), signed(eventOf(5000))];
    const stream = session.request({ ':path': path, ':method': 'POST', ...headers });
    stream.on('error', () => {});
    stream.write(body.slice(0, 1000));
    await sleep(30);
    stream.destroy();
    await until(async () => (await world.refusals('ERR_BROKEN_OFF')) > before, 'the refusal');
    equal(await ask(session, { ':path': own('/plain'), ...signed().headers }, ''), 401);
    session.destroy();
    equal(world.reached(path).length, 0);
  },
  'over HTTP/2, trailers change no verdict, and tell the backend nothing': async (world) => {
    const session = connect(world.urls.trailing);
    for (const isForged of [false, true]) {
      const [path, { headers, body }] = [own('/plain'), signed()];
      const stream = session.request(
        { ':path': path, ':method': 'POST', ...headers },
        { waitForTrailers: true },
      );
      stream.on('wantTrailers', () =>
        stream.sendTrailers({ 'x-hookproof-id': 'forged', 'x-other': 'kept' }),
      );
      const status = statusOf(stream);
      stream.end(isForged ? `${body} ` : body);
      equal(await status, isForged ? 401 : 204);
      for (const { rawTrailers } of world.reached(path))
        deepEqual(rawTrailers, ['x-other', 'kept']);
    }
    session.destroy();
  },
  'over HTTP/2, a WebSocket is refused': async (world) => {
    const session = connect(world.urls.upgrading, { settings: { enableConnectProtocol: true } });
    await new Promise((resolve) => session.on('remoteSettings', resolve));
    const [path, { headers }] = [own('/plain'), signed(undefined, { text: '' })];
    const extended = {
      ':method': 'CONNECT',
      ':protocol': 'websocket',
      ':scheme': 'http',
      ':path': path,
    };
    const stream = session.request({ ...extended, ':authority': 'example.com', ...headers });
    equal(await statusOf(stream), 401);
    session.destroy();
    equal(world.reached(path).length, 0);
    equal(await world.codeOf(path), 'ERR_UPGRADE');
  },
};

/** Posts over HTTP/2, and gives the status. */
async function ask(session, headers, body) {
  const stream = session.request({ ':method': 'POST', ...headers });
  const status = statusOf(stream);
  stream.end(body);
  return await status;
}

const statusOf = (stream) =>
  new Promise((resolve, reject) => {
    stream.on('response', ({ ':status': status }) => resolve(status));
    stream.on('error', reject);
    stream.resume();
  });
