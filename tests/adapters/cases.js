/**
 * What every adapter has to do, as seen by those who send to it. A case is called with `{ url,
 * server? }`.
 */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { dial, eventOf, keepAlive, rawRequest, send, signed, until } from './http.js';
import { secrets } from './routes.js';

const logOf = async ({ url }) => JSON.parse((await send(`${url}/log`, { method: 'GET' })).body);
const post = ({ url }, path, delivery, options) => send(url + path, { ...delivery, ...options });

/** How often a webhook was processed. */
const timesProcessed = async (server, id) =>
  (await logOf(server)).processed.filter((entry) => entry.id === id).length;

/** The codes for which a webhook was refused. */
const refusalsOf = async (server, id) =>
  (await logOf(server)).refused.filter((entry) => entry.id === id).map(({ code }) => code);

async function refusedFor(server, path, delivery, code, status = 401, options = {}) {
  const answer = await post(server, path, delivery, options);
  equal(answer.status, status);
  equal(answer.body, '');
  equal(answer.headers['cache-control'], 'no-store');
  deepEqual(await refusalsOf(server, delivery.id), [code]);
  equal(await timesProcessed(server, delivery.id), 0);
}

const minutesFromNow = (minutes) => new Date(Date.now() + minutes * 60_000);

/** One for each reason to refuse a webhook that was not seen before. */
const refusable = {
  ERR_NO_MATCHING_SIGNATURE: () => ({ ...signed(), body: JSON.stringify({ type: 'job.failed' }) }),
  ERR_TIMESTAMP_TOO_OLD: () => signed(undefined, { at: minutesFromNow(-10) }),
  ERR_TIMESTAMP_TOO_NEW: () => signed(undefined, { at: minutesFromNow(10) }),
  ERR_MISSING_HEADER: () => without(signed(), 'webhook-signature'),
  ERR_MALFORMED_HEADER: () => having(signed(), { 'webhook-timestamp': '1e9' }),
  ERR_PAYLOAD_JSON: () => signed(undefined, { text: '{"type": ' }),
};

const having = (delivery, headers) => ({
  ...delivery,
  headers: { ...delivery.headers, ...headers },
});
const without = (delivery, name) => ({
  ...delivery,
  headers: Object.fromEntries(Object.entries(delivery.headers).filter(([each]) => each !== name)),
});

export const cases = {
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
  'a body over the limit is answered 413': async (server) => {
    await refusedFor(server, '/small', signed(eventOf(1000)), 'ERR_BODY_TOO_LARGE', 413);
    const { body } = signed(eventOf(0));
    const fits = signed(eventOf(1000 - Buffer.byteLength(body)));
    equal(Buffer.byteLength(fits.body), 1000);
    equal((await post(server, '/small', fits)).status, 204);
  },
  'a body that is declared too large is answered before it comes': async (server) => {
    const delivery = signed(eventOf(1000));
    const { socket, answer } = await dial(
      server.url,
      rawRequest(`${server.url}/small`, delivery, { declared: 10_000_000, sent: '' }),
    );
    match(await answer(), /^HTTP\/1\.1 413 /);
    socket.destroy();
  },
  'a body that turns out too large is answered 413': async (server) => {
    const delivery = signed(eventOf(20_000));
    const pieces = delivery.body.match(/.{1,900}/gs);
    await refusedFor(server, '/small', delivery, 'ERR_BODY_TOO_LARGE', 413, { chunks: pieces });
  },
  // What reads a body of a declared length at once relies on it: no server delivers more than that.
  'of a body no more is taken than was declared': async (server) => {
    const delivery = signed(eventOf(500));
    const longer = rawRequest(`${server.url}/small`, delivery, {
      sent: delivery.body + 'x'.repeat(5000),
    });
    const { socket, answer } = await dial(server.url, longer);
    match(await answer(), /^HTTP\/1\.1 (204|400) /);
    socket.destroy();
    deepEqual(await refusalsOf(server, delivery.id), []);
    ok((await timesProcessed(server, delivery.id)) <= 1);
    const shorter = signed(eventOf(500));
    const cut = rawRequest(`${server.url}/small`, shorter, { declared: 10 });
    const { socket: other, answer: refusal } = await dial(server.url, cut);
    match(await refusal(), /^HTTP\/1\.1 40[01] /);
    other.destroy();
    equal(await timesProcessed(server, shorter.id), 0);
  },
  'a declared length beside chunks lets nothing over the limit in': async (server) => {
    const delivery = signed(eventOf(5000));
    const headers = { ...delivery.headers, 'transfer-encoding': 'chunked' };
    const chunks = `${delivery.body.length.toString(16)}\r\n${delivery.body}\r\n0\r\n\r\n`;
    const { socket, answer, closed, text } = await dial(
      server.url,
      rawRequest(`${server.url}/small`, { ...delivery, headers }, { declared: 10, sent: chunks }),
    );
    await Promise.race([answer(), closed]);
    match(text(), /^$|^HTTP\/1\.1 4(00|01|13) /);
    socket.destroy();
    equal(await timesProcessed(server, delivery.id), 0);
  },
  'a body in pieces is a body': async (server) => {
    const delivery = signed(eventOf(3000));
    equal(
      (
        await post(server, '/plain', delivery, {
          chunks: delivery.body.match(/.{1,1000}/gs),
          pauseMs: 20,
        })
      ).status,
      204,
    );
    equal(await timesProcessed(server, delivery.id), 1);
  },
  'a body of a declared length is the same in pieces of any size': async (server) => {
    // Not two of its pieces are alike: one in another's place would not verify.
    const delivery = signed({
      type: 'job.completed',
      data: Array.from({ length: 30_000 }, (_, number) => number),
    });
    const { socket, answer } = await dial(
      server.url,
      rawRequest(`${server.url}/plain`, delivery, { sent: '' }),
    );
    let at = 0;
    for (const size of [1, 20, 20_000, 3, 50_000, 700, 900, 16_384, delivery.body.length]) {
      socket.write(delivery.body.slice(at, at + size));
      at += size;
      await sleep(20);
    }
    match(await answer(), /^HTTP\/1\.1 204 /);
    socket.destroy();
    equal(await timesProcessed(server, delivery.id), 1);
  },
  'a connection can be used again after each answer, or was closed': async (server) => {
    const agent = keepAlive();
    const sequence = [
      ['/small', signed(eventOf(20_000)), 413],
      ['/small', refusable.ERR_NO_MATCHING_SIGNATURE(), 401],
      ['/small', refusable.ERR_MISSING_HEADER(), 401],
      ['/misconfigured', signed(), 500],
      ['/store-down', signed(), 503],
    ];
    for (const [path, delivery, status] of sequence) {
      equal((await post(server, path, delivery, { agent })).status, status, path);
      await sleep(20);
      equal((await post(server, '/small', signed(), { agent })).status, 204, `after ${path}`);
    }
    agent.destroy();
  },
  'a body that breaks off is refused, and nothing is processed': async (server) => {
    const delivery = signed(eventOf(5000));
    const { socket } = await dial(
      server.url,
      rawRequest(`${server.url}/plain`, delivery, { sent: delivery.body.slice(0, 2000) }),
    );
    await sleep(50);
    socket.destroy();
    await until(async () => (await refusalsOf(server, delivery.id)).length > 0, 'the refusal');
    deepEqual(await refusalsOf(server, delivery.id), ['ERR_NO_MATCHING_SIGNATURE']);
    equal(await timesProcessed(server, delivery.id), 0);
    equal((await post(server, '/plain', signed())).status, 204);
  },
  'a body that stalls is refused in time': async (server) => {
    const delivery = signed(eventOf(5000));
    const start = Date.now();
    const { socket, answer } = await dial(
      server.url,
      rawRequest(`${server.url}/impatient`, delivery, { sent: delivery.body.slice(0, 2000) }),
    );
    match(await answer(), /^HTTP\/1\.1 401 /);
    ok(Date.now() - start < 2000, 'it took long');
    deepEqual(await refusalsOf(server, delivery.id), ['ERR_NO_MATCHING_SIGNATURE']);
    socket.destroy();
  },
  'what is done is acknowledged, and processed once': async (server) => {
    const delivery = signed();
    equal((await post(server, '/guarded', delivery)).status, 204);
    const again = await post(server, '/guarded', delivery);
    equal(again.status, 204);
    equal(again.headers['cache-control'], 'no-store');
    deepEqual(await refusalsOf(server, delivery.id), ['ERR_REPLAYED']);
    equal(await timesProcessed(server, delivery.id), 1);
  },
  'a retry that is signed anew is the same webhook': async (server) => {
    const { id, ...first } = signed();
    equal((await post(server, '/guarded', first)).status, 204);
    equal(
      (
        await post(
          server,
          '/guarded',
          signed({ type: 'job.failed' }, { id, at: new Date(Date.now() + 5000) }),
        )
      ).status,
      204,
    );
    equal(await timesProcessed(server, id), 1);
  },
  'a forgery does not use up the id of a webhook': async (server) => {
    const delivery = signed();
    equal((await post(server, '/guarded', { ...delivery, body: '{}' })).status, 401);
    equal((await post(server, '/guarded', delivery)).status, 204);
  },
  'what is done can be refused instead': async (server) => {
    const delivery = signed();
    equal((await post(server, '/refusing', delivery)).status, 204);
    const again = await post(server, '/refusing', delivery);
    equal(again.status, 401);
    equal(again.headers['cache-control'], 'no-store');
    deepEqual(await refusalsOf(server, delivery.id), ['ERR_REPLAYED']);
    equal(await timesProcessed(server, delivery.id), 1);
  },
  'a store can be found by a function': async (server) => {
    const delivery = signed();
    equal((await post(server, '/found-store', delivery)).status, 204);
    equal((await post(server, '/found-store', delivery)).status, 204);
    equal(await timesProcessed(server, delivery.id), 1);
  },
  'of fifty deliveries of one webhook at once, one is processed': async (server) => {
    const delivery = signed({ type: 'takes-long', ms: 20 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post(server, '/guarded', delivery)),
    );
    const busy = answers.filter(({ status }) => status === 503);
    // Whoever comes after it is done is told so.
    ok(
      busy.length > 0 && answers.every(({ status }) => status === 204 || status === 503),
      JSON.stringify(answers),
    );
    ok(busy.every(({ headers }) => Number(headers['retry-after']) > 0));
    equal(await timesProcessed(server, delivery.id), 1);
    ok((await refusalsOf(server, delivery.id)).every((code) => code === 'ERR_REPLAYED'));
  },
  'who comes while a handler runs that then fails comes again, and is processed': async (
    server,
  ) => {
    const delivery = signed({ type: 'throws-once', ms: 300 });
    await hangUp(server, delivery);
    equal((await post(server, '/guarded', delivery)).status, 503, 'while the handler runs');
    await processedBy(server, '/guarded', delivery);
    equal(await timesProcessed(server, delivery.id), 1);
  },
  'a lease is renewed while the handler runs': async (server) => {
    const delivery = signed({ type: 'takes-long', ms: 1800 });
    const first = post(server, '/long-work', delivery);
    for (const wait of [400, 900]) {
      await sleep(wait);
      equal((await post(server, '/long-work', delivery)).status, 503);
    }
    equal((await first).status, 204);
    equal((await post(server, '/long-work', delivery)).status, 204);
    equal(await timesProcessed(server, delivery.id), 1);
  },
  'a lease ends for a handler that does not': async (server) => {
    const delivery = signed({ type: 'takes-long', ms: 1800 });
    const first = post(server, '/endless-work', delivery);
    await sleep(1300);
    const second = post(server, '/endless-work', delivery);
    // Who lost the lease completes nothing: it is the second one's.
    equal((await first).status, 204);
    equal((await post(server, '/endless-work', delivery)).status, 503);
    equal((await second).status, 204);
  },
  'two endpoints that share a store each get a webhook': async (server) => {
    const delivery = signed();
    for (const path of ['/one-endpoint', '/another-endpoint'])
      equal((await post(server, path, delivery)).status, 204, path);
    equal(await timesProcessed(server, delivery.id), 2);
    equal((await post(server, '/one-endpoint', delivery)).status, 204);
    equal(await timesProcessed(server, delivery.id), 2);
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
  'a handler that throws is a 500, and the retry is processed': async (server) => {
    const delivery = signed({ type: 'throws-once' });
    equal((await post(server, '/guarded', delivery)).status, 500);
    const { errors } = await logOf(server);
    ok(
      errors.some(({ path, message }) => path === '/guarded' && message === 'the database is down'),
    );
    await processedBy(server, '/guarded', delivery);
    equal((await post(server, '/guarded', delivery)).status, 204);
    equal(await timesProcessed(server, delivery.id), 1);
  },
  'a handler that answers no success gets the retry too': async (server) => {
    const delivery = signed({ type: 'refuses-once' });
    equal((await post(server, '/guarded', delivery)).status, 422);
    await processedBy(server, '/guarded', delivery);
    equal(await timesProcessed(server, delivery.id), 1);
  },
  'a sender that hangs up ten times has its webhook processed once': async (server) => {
    const delivery = signed({ type: 'takes-long', ms: 300 });
    for (let count = 0; count < 10; count++) await hangUp(server, delivery);
    equal((await post(server, '/guarded', delivery)).status, 503, 'while the handler runs');
    await until(async () => (await timesProcessed(server, delivery.id)) > 0, 'the handler to end');
    equal((await post(server, '/guarded', delivery)).status, 204, 'after it has succeeded');
    await sleep(300);
    equal(await timesProcessed(server, delivery.id), 1);
  },
  'a handler that fails after its sender hung up gets the retry': async (server) => {
    for (const type of ['throws-once', 'refuses-once']) {
      const delivery = signed({ type, ms: 100 });
      await hangUp(server, delivery);
      await processedBy(server, '/guarded', delivery);
      equal(await timesProcessed(server, delivery.id), 1, type);
    }
  },
  'a store that is down is a 503, and nothing is processed': async (server) => {
    const delivery = signed();
    const answer = await post(server, '/store-down', delivery);
    equal(answer.status, 503);
    equal(answer.body, '');
    equal(answer.headers['cache-control'], 'no-store');
    ok(Number(answer.headers['retry-after']) > 0);
    equal(await timesProcessed(server, delivery.id), 0);
    equal((await logOf(server)).refused.filter(({ id }) => id === delivery.id).length, 1);
  },
  'a forgery is a 401 also while the store is down': async (server) => {
    await refusedFor(
      server,
      '/store-down',
      refusable.ERR_NO_MATCHING_SIGNATURE(),
      'ERR_NO_MATCHING_SIGNATURE',
    );
  },
  'a store that is down can be done without': async (server) => {
    const delivery = signed();
    equal((await post(server, '/store-down-accepting', delivery)).status, 204);
    equal(await timesProcessed(server, delivery.id), 1);
    ok((await logOf(server)).storeErrors.includes('connection refused'));
  },
  'a store that is late is down, and what it claims late is given back': async (server) => {
    const delivery = signed();
    equal((await post(server, '/store-late', delivery)).status, 503);
    await sleep(400);
    equal((await post(server, '/store-late', delivery)).status, 204);
    equal(await timesProcessed(server, delivery.id), 1);
  },
  'what is claimed late is given back also when the hook fails or takes its time, which may choose to do without':
    async (server) => {
      for (const [path, status] of Object.entries({
        '/store-late-breaking': 500,
        '/store-late-waiting': 503,
      })) {
        const delivery = signed();
        equal((await post(server, path, delivery)).status, status, path);
        await sleep(400);
        equal((await post(server, path, delivery)).status, 204, path);
        equal(await timesProcessed(server, delivery.id), 1);
      }
      equal((await post(server, '/store-down-waiting', signed())).status, 204);
    },
  'a memory that is made anew for each webhook is a mistake': async (server) => {
    equal((await post(server, '/store-anew', signed())).status, 500);
    const [error] = (await logOf(server)).errors.filter(({ path }) => path === '/store-anew');
    equal(error.code, 'ERR_OPTION');
    match(error.message, /outside of the function/);
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
  'a release that fails is told, and the id stays leased': async (server) => {
    const delivery = signed({ type: 'throws-once' });
    const before = (await logOf(server)).storeErrors.length;
    equal((await post(server, '/store-keeps', delivery)).status, 500);
    await until(
      async () => (await logOf(server)).storeErrors.length > before,
      'the error of the store',
    );
    equal((await post(server, '/store-keeps', delivery)).status, 503);
  },
  'an error of the hook that is told of a release hides nothing and ends nothing': async (
    server,
  ) => {
    const delivery = signed({ type: 'throws-once' });
    equal((await post(server, '/store-keeps-untold', delivery)).status, 500);
    const errors = (await logOf(server)).errors.filter(
      ({ path }) => path === '/store-keeps-untold',
    );
    ok(
      errors.length > 0 && errors.every(({ message }) => message === 'the database is down'),
      JSON.stringify(errors),
    );
    equal((await post(server, '/store-keeps-untold', delivery)).status, 503);
    equal((await post(server, '/plain', signed())).status, 204);
  },
  'a store that says neither yes nor no is a mistake': async (server) => {
    equal((await post(server, '/store-wrong', signed())).status, 500);
    ok(
      (await logOf(server)).errors.some(
        ({ path, code }) => path === '/store-wrong' && code === 'ERR_OPTION',
      ),
    );
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
  'a body that somebody else has read is a 500 that says what to change': async (server) => {
    await eatenAt(server, '/consumed', /read/);
  },
};

/** Of somebody else's message. */
const otherSignature = `v1,${'A'.repeat(43)}=`;
const otherLine = `webhook-signature: ${otherSignature}\r\n`;

/** The request with one of its headers once more. */
const twice = (request, name) =>
  request.replace(new RegExp(`^${name}: .*\\r\\n`, 'm'), (line) => line + line);

/** Sends, and does not wait for the handler. */
async function hangUp(server, delivery) {
  const { socket } = await dial(server.url, rawRequest(`${server.url}/guarded`, delivery));
  await sleep(25);
  socket.destroy();
}

/** The id is given back a moment after the answer. */
async function processedBy(server, path, delivery) {
  await until(
    async () => (await post(server, path, delivery)).status === 204,
    'the retry to be processed',
    2,
  );
}

/** Authentic or not, it is the developer's mistake. */
export async function eatenAt(server, path, advice) {
  for (const delivery of [
    signed(),
    refusable.ERR_NO_MATCHING_SIGNATURE(),
    refusable.ERR_MISSING_HEADER(),
  ]) {
    equal((await post(server, path, delivery)).status, 500);
  }
  const errors = (await logOf(server)).errors.filter((error) => error.path === path);
  ok(
    errors.length >= 3 && errors.every(({ code }) => code === 'ERR_PAYLOAD_TYPE'),
    JSON.stringify(errors),
  );
  match(errors[0].message, advice);
}
