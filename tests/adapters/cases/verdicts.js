/** Tests what every adapter answers to an authentic webhook, and to each kind that is not. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { dial, rawRequest, signed } from '../http.js';
import { secrets } from '../routes.js';
import {
  having,
  logOf,
  post,
  refusable,
  refusalsOf,
  refusedFor,
  timesProcessed,
  without,
} from './deliveries.js';

export const verdicts = {
  'an authentic webhook is processed once': async (server) => {
    const delivery = signed();
    equal((await post(server, '/plain', delivery)).status, 204);
    deepEqual(
      (await logOf(server)).processed.filter(({ id }) => id === delivery.id),
      [{ path: '/plain', id: delivery.id, type: 'job.completed' }],
    );
    deepEqual(await refusalsOf(server, delivery.id), []);
  },
  'its content type does not matter': async (server) => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-8',
      'nonsense',
      'application/vnd.x+json',
      'application/json-patch+json',
      'application/json, application/json',
      'application/jsonx',
    ]) {
      equal(
        (await post(server, '/plain', having(signed(), { 'content-type': type }))).status,
        204,
        type,
      );
    }
    equal((await post(server, '/plain', without(signed(), 'content-type'))).status, 204, 'none');
  },
  'every secret of a rotation verifies, and a list of signatures too': async (server) => {
    for (const by of [[secrets[0]], [secrets[1]], [secrets[1], secrets[0]]]) {
      equal((await post(server, '/rotated', signed(undefined, { by }))).status, 204);
    }
    await refusedFor(
      server,
      '/plain',
      signed(undefined, { by: [secrets[1]] }),
      'ERR_NO_MATCHING_SIGNATURE',
    );
  },
  'a secret can be a function': async (server) => {
    equal((await post(server, '/found', signed())).status, 204);
    await refusedFor(
      server,
      '/found',
      refusable.ERR_NO_MATCHING_SIGNATURE(),
      'ERR_NO_MATCHING_SIGNATURE',
    );
  },
  ...Object.fromEntries(
    Object.entries(refusable).map(([code, make]) => [
      `${code} is answered 401, and told only to the hook`,
      (server) => refusedFor(server, '/plain', make(), code),
    ]),
  ),
  'every 401 is the same, byte for byte': async (server) => {
    const replayed = signed();
    equal((await post(server, '/refusing', replayed)).status, 204);
    const deliveries = {
      ...Object.fromEntries(Object.entries(refusable).map(([code, make]) => [code, make()])),
      ERR_REPLAYED: replayed,
    };
    const answers = {};
    for (const [code, delivery] of Object.entries(deliveries)) {
      const { socket, answer } = await dial(
        server.url,
        rawRequest(`${server.url}/refusing`, delivery),
      );
      answers[code] = (await answer()).replace(/^date: .*\r\n/im, '');
      socket.destroy();
      deepEqual(await refusalsOf(server, delivery.id), [code]);
    }
    equal(Object.keys(answers).length, 7);
    const [first, ...others] = Object.values(answers);
    match(first, /^HTTP\/1\.1 401 /);
    match(first, /\r\ncache-control: no-store\r\n/i);
    match(first, /\r\n\r\n(0\r\n\r\n)?$/, 'it has a body');
    for (const other of others) equal(other, first);
  },
  'a hundred webhooks at once are processed, each with its own event': async (server) => {
    const deliveries = Array.from({ length: 100 }, (_, at) =>
      signed({ type: `job.${at}`, data: 'x'.repeat(at * 50) }),
    );
    const answers = await Promise.all(
      deliveries.map((delivery) => post(server, '/guarded', delivery)),
    );
    ok(answers.every(({ status }) => status === 204));
    const { processed } = await logOf(server);
    deliveries.forEach(({ id }, at) =>
      deepEqual(
        processed.filter((entry) => entry.id === id).map(({ type }) => type),
        [`job.${at}`],
      ),
    );
  },
  'an id or a timestamp that is given twice is refused': async (server) => {
    for (const name of ['webhook-id', 'webhook-timestamp']) {
      const delivery = signed();
      const { socket, answer } = await dial(
        server.url,
        twice(rawRequest(`${server.url}/plain`, delivery), name),
      );
      match(await answer(), /^HTTP\/1\.1 401 /, name);
      socket.destroy();
      equal(await timesProcessed(server, delivery.id), 0);
    }
  },
  'a signature may be given in several lines, one of which fits': async (server) => {
    for (const place of ['webhook-signature:', 'webhook-id:', 'host:']) {
      const request = rawRequest(`${server.url}/plain`, signed());
      const { socket, answer } = await dial(
        server.url,
        request.replace(place, `${otherLine}${place}`).replace('\r\n\r\n', `\r\n${otherLine}\r\n`),
      );
      match(await answer(), /^HTTP\/1\.1 204 /, place);
      socket.destroy();
    }
  },
  'signatures in several lines, none of which fits, are refused': async (server) => {
    const delivery = having(signed(), { 'webhook-signature': otherSignature });
    const { socket, answer } = await dial(
      server.url,
      twice(rawRequest(`${server.url}/plain`, delivery), 'webhook-signature'),
    );
    match(await answer(), /^HTTP\/1\.1 401 /);
    socket.destroy();
    deepEqual(await refusalsOf(server, delivery.id), ['ERR_NO_MATCHING_SIGNATURE']);
  },
  'a wrong secret is a 500 and never a 401': async (server) => {
    for (const delivery of [
      signed(),
      refusable.ERR_NO_MATCHING_SIGNATURE(),
      refusable.ERR_MISSING_HEADER(),
    ]) {
      const answer = await post(server, '/misconfigured', delivery);
      equal(answer.status, 500);
      equal(answer.body, '');
    }
    ok(
      (await logOf(server)).errors.some(
        ({ path, code }) => path === '/misconfigured' && code.startsWith('ERR_SECRET'),
      ),
    );
  },
};

/** Of somebody else's message. */
const otherSignature = `v1,${'A'.repeat(43)}=`;
const otherLine = `webhook-signature: ${otherSignature}\r\n`;

/** Returns the request with one of its headers once more. */
const twice = (request, name) =>
  request.replace(new RegExp(`^${name}: .*\\r\\n`, 'm'), (line) => line + line);
