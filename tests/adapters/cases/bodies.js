/** Tests how every adapter reads a body: its limits, its pieces, and senders that hang up. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { dial, eventOf, keepAlive, rawRequest, signed, until } from '../http.js';
import { logOf, post, refusable, refusalsOf, refusedFor, timesProcessed } from './deliveries.js';

export const bodies = {
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
  'a body that somebody else has read is a 500 that says what to change': async (server) => {
    await eatenAt(server, '/consumed', /read/);
  },
};

/** Checks that a body that was read before is the developer's mistake, authentic or not. */
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
