/** Tests what every adapter does with a replay store: once only, leases, and a store that fails. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { dial, rawRequest, signed, until } from '../http.js';
import { logOf, post, refusable, refusalsOf, refusedFor, timesProcessed } from './deliveries.js';

export const onceOnly = {
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
    const delivery = signed({ type: 'takes-long', ms: 500 });
    // At once: one after the other they may outlast the handler on a busy machine.
    await Promise.all(Array.from({ length: 10 }, () => hangUp(server, delivery)));
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
};

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
