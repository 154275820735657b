/**
 * What differs over HTTP/2: one connection for all requests, and requests and answers that end in
 * other ways.
 */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { connect } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventOf, signed, until } from './http.js';

/**
 * A case gets `post(path, delivery, { cancelAfterMs })` and `log()` on one connection, which must
 * outlive all of its requests.
 */
const onOneConnection =
  (test) =>
  async ({ url }) => {
    const session = connect(url);
    let failure;
    session.on('error', (error) => {
      failure = error;
    });
    const request = (path, { headers, body, method = 'POST' }, options) =>
      ask(session, { ':path': path, ':method': method, ...headers }, body, options);
    const log = async () => JSON.parse((await request('/log', { method: 'GET' })).body);
    const timesProcessed = async (id) =>
      (await log()).processed.filter((entry) => entry.id === id).length;
    try {
      await test({ post: request, log, timesProcessed });
      equal(failure, undefined);
      equal(session.closed || session.destroyed, false, 'the connection was cut');
    } finally {
      session.destroy();
    }
  };

const CANCEL = 8;

/** Gives the status and the body once the stream is closed, which must be within some seconds. */
async function ask(session, headers, body, { cancelAfterMs } = {}) {
  const stream = session.request(headers);
  const answer = { status: undefined, body: '' };
  stream.on('response', ({ ':status': status }) => {
    answer.status = status;
  });
  stream.setEncoding('utf8').on('data', (piece) => {
    answer.body += piece;
  });
  stream.on('error', () => {});
  let isClosed = false;
  stream.on('close', () => {
    isClosed = true;
  });
  stream.end(body);
  if (cancelAfterMs !== undefined) setTimeout(() => stream.close(CANCEL), cancelAfterMs);
  await until(() => isClosed, `the end of a request to ${headers[':path']}`);
  return answer;
}

const tests = {
  'a webhook is processed once, and its replay acknowledged': async ({ post, timesProcessed }) => {
    const delivery = signed();
    deepEqual(await post('/guarded', delivery), { status: 204, body: '' });
    deepEqual(await post('/guarded', delivery), { status: 204, body: '' });
    equal(await timesProcessed(delivery.id), 1);
  },
  'a signature may be given in several fields, an id may not': async ({ post, timesProcessed }) => {
    const { id, headers, body } = signed();
    const other = `v1,${'A'.repeat(43)}=`;
    for (const name of ['webhook-id', 'webhook-timestamp']) {
      equal(
        (
          await post('/plain', {
            headers: { ...headers, [name]: [headers[name], headers[name]] },
            body,
          })
        ).status,
        401,
        name,
      );
    }
    const signature = [other, headers['webhook-signature'], other];
    equal(
      (await post('/plain', { headers: { ...headers, 'webhook-signature': signature }, body }))
        .status,
      204,
    );
    equal(await timesProcessed(id), 1);
  },
  'a forgery is a 401, whatever its size': async ({ post, timesProcessed }) => {
    for (const bytes of [0, 900_000, 3_000_000]) {
      const { id, body } = signed(eventOf(bytes));
      equal((await post('/plain', { headers: {}, body })).status, 401, `${bytes} bytes`);
      equal(await timesProcessed(id), 0);
      equal((await post('/plain', signed())).status, 204, `after ${bytes} bytes`);
    }
  },
  'a body over the limit is a 413': async ({ post }) => {
    for (const bytes of [2000, 20_000, 3_000_000]) {
      const delivery = signed(eventOf(bytes));
      equal((await post('/small', delivery)).status, 413, `${bytes} bytes`);
      const declared = { ...delivery.headers, 'content-length': Buffer.byteLength(delivery.body) };
      equal(
        (await post('/small', { ...delivery, headers: declared })).status,
        413,
        `${bytes} bytes, declared`,
      );
      equal((await post('/small', signed())).status, 204, `after ${bytes} bytes`);
    }
  },
  'of a body no more is taken than was declared': async ({ post, timesProcessed }) => {
    const delivery = signed(eventOf(5000));
    const { status } = await post('/small', {
      ...delivery,
      headers: { ...delivery.headers, 'content-length': 10 },
    });
    ok([undefined, 400, 401, 413].includes(status), `${status}`);
    equal(await timesProcessed(delivery.id), 0);
    equal((await post('/small', signed())).status, 204, 'after it');
  },
  'a handler that fails gets the retry': async ({ post, timesProcessed }) => {
    for (const [type, status] of Object.entries({ 'throws-once': 500, 'refuses-once': 422 })) {
      const delivery = signed({ type });
      equal((await post('/guarded', delivery)).status, status);
      await until(
        async () => (await post('/guarded', delivery)).status === 204,
        'the retry to be processed',
      );
      equal(await timesProcessed(delivery.id), 1);
    }
  },
  'a sender that cancels ten times has its webhook processed once': async ({
    post,
    timesProcessed,
  }) => {
    const delivery = signed({ type: 'takes-long', ms: 300 });
    for (let count = 0; count < 10; count++)
      await post('/guarded', delivery, { cancelAfterMs: 25 });
    equal((await post('/guarded', delivery)).status, 503, 'while the handler runs');
    await until(async () => (await timesProcessed(delivery.id)) > 0, 'the handler to end');
    equal((await post('/guarded', delivery)).status, 204, 'after it has succeeded');
    await sleep(300);
    equal(await timesProcessed(delivery.id), 1);
  },
  'a handler that fails after its sender cancelled gets the retry': async ({
    post,
    timesProcessed,
  }) => {
    for (const type of ['throws-once', 'refuses-once']) {
      const delivery = signed({ type, ms: 100 });
      deepEqual(await post('/guarded', delivery, { cancelAfterMs: 25 }), {
        status: undefined,
        body: '',
      });
      await until(
        async () => (await post('/guarded', delivery)).status === 204,
        'the retry to be processed',
      );
      equal(await timesProcessed(delivery.id), 1, type);
    }
  },
  'what its sender cancelled before it was claimed is not processed, and its retry is': async ({
    post,
    timesProcessed,
  }) => {
    const delivery = signed();
    equal((await post('/store-slow', delivery, { cancelAfterMs: 50 })).status, undefined);
    await sleep(400);
    equal(await timesProcessed(delivery.id), 0);
    equal((await post('/store-slow', delivery)).status, 204);
    equal(await timesProcessed(delivery.id), 1);
  },
  'a body that is cancelled half-way is refused': async ({ post, log }) => {
    const delivery = signed(eventOf(900_000));
    const headers = { ...delivery.headers, 'content-length': Buffer.byteLength(delivery.body) + 1 };
    await post('/plain', { ...delivery, headers }, { cancelAfterMs: 0 });
    const refusals = async () => (await log()).refused.filter(({ id }) => id === delivery.id);
    await until(async () => (await refusals()).length > 0, 'the refusal');
    ok((await refusals()).every(({ code }) => code === 'ERR_NO_MATCHING_SIGNATURE'));
  },
};

export const cases = Object.fromEntries(
  Object.entries(tests).map(([name, test]) => [name, onOneConnection(test)]),
);
