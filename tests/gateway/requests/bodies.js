/** Sends bodies of any size, in any pieces, whole and broken off. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { dial, eventOf, keepAlive, send, signed, until } from '../../adapters/http.js';
import { secrets } from '../../adapters/routes.js';
import { signBytes } from '../signing.js';
import { own, refusable, passes, refused, answered, rawOf, inChunks } from './helpers.js';

export const cases = {
  'a body of the largest size passes, and one byte more is answered 413': async (world) => {
    const empty = Buffer.byteLength(signed(eventOf(0)).body);
    await passes(world, own('/small'), signed(eventOf(1000 - empty)));
    await refused(world, own('/small'), signed(eventOf(1001 - empty)), 'ERR_BODY_TOO_LARGE', 413);
  },
  'a body that is declared too large is answered before it comes': async (world) => {
    const raw = rawOf(world, own('/small'), signed(), { declared: 10_000_000, sent: '' });
    match(await answered(world, raw), /^HTTP\/1\.1 413 /);
  },
  'a body that turns out too large is answered 413': async (world) => {
    const delivery = signed(eventOf(20_000));
    const chunks = delivery.body.match(/.{1,900}/gs);
    await refused(world, own('/small'), delivery, 'ERR_BODY_TOO_LARGE', 413, { chunks });
  },
  'a body of 1 MiB passes by default, in one piece and in many': async (world) => {
    const body = 'x'.repeat(1024 * 1024);
    const delivery = signed(undefined, { text: body });
    await passes(world, own('/plain'), delivery);
    await passes(world, own('/plain'), delivery, { chunks: body.match(/.{1,7001}/gs) });
    const longer = signed(undefined, { text: `${body}x` });
    await refused(world, own('/plain'), longer, 'ERR_BODY_TOO_LARGE', 413);
    const chunks = longer.body.match(/.{1,7001}/gs);
    await refused(world, own('/plain'), longer, 'ERR_BODY_TOO_LARGE', 413, { chunks });
  },
  'of a body no more is taken than was declared': async (world) => {
    const [path, delivery] = [own('/plain'), signed(eventOf(500))];
    const longer = rawOf(world, path, delivery, { sent: delivery.body + 'x'.repeat(5000) });
    match(await answered(world, longer), /^HTTP\/1\.1 (204|400) /);
    ok(world.reached(path).every(({ body }) => body.equals(Buffer.from(delivery.body))));
    const cut = own('/plain');
    match(
      await answered(world, rawOf(world, cut, signed(eventOf(500)), { declared: 10 })),
      /^HTTP\/1\.1 40[01] /,
    );
    equal(world.reached(cut).length, 0);
  },
  'a declared length beside chunks lets nothing in': async (world) => {
    const [path, delivery] = [own('/small'), signed(eventOf(5000))];
    const headers = { ...delivery.headers, 'transfer-encoding': 'chunked' };
    const sent = `${inChunks(delivery.body)}0\r\n\r\n`;
    const raw = rawOf(world, path, { ...delivery, headers }, { declared: 10, sent });
    match(await answered(world, raw), /^$|^HTTP\/1\.1 4(00|01|13) /);
    equal(world.reached(path).length, 0);
  },
  'two lengths let nothing in': async (world) => {
    const [path, delivery] = [own('/plain'), signed()];
    const raw = rawOf(world, path, delivery).replace(
      'content-length',
      'content-length: 3\r\ncontent-length',
    );
    match(await answered(world, raw), /^$|^HTTP\/1\.1 4/);
    equal(world.reached(path).length, 0);
  },
  'a body of a declared length is the same in pieces of any size': async (world) => {
    const data = Array.from({ length: 30_000 }, (_, number) => number);
    const [path, delivery] = [own('/plain'), signed({ type: 'job.completed', data })];
    const { socket, answer } = await dial(world.url, rawOf(world, path, delivery, { sent: '' }));
    let at = 0;
    for (const size of [1, 20, 20_000, 3, 50_000, 700, 900, 16_384, delivery.body.length]) {
      socket.write(delivery.body.slice(at, at + size));
      at += size;
      await sleep(10);
    }
    match(await answer(), /^HTTP\/1\.1 204 /);
    socket.destroy();
    equal(world.reached(path)[0].body.toString(), delivery.body);
  },
  'a body of chunks of one byte is a body': async (world) => {
    const delivery = signed(eventOf(300));
    await passes(world, own('/plain'), delivery, { chunks: [...delivery.body] });
  },
  'an empty body is a body, declared, in chunks, and with neither': async (world) => {
    const empty = () => signed(undefined, { text: '' });
    await passes(world, own('/plain'), empty());
    await passes(world, own('/plain'), empty(), { chunks: [] });
    const [path, delivery] = [own('/plain'), empty()];
    const raw = rawOf(world, path, delivery).replace(/content-length: 0\r\n/, '');
    match(await answered(world, raw), /^HTTP\/1\.1 204 /);
    await refused(world, own('/plain'), { ...empty(), body: 'x' }, 'ERR_NO_MATCHING_SIGNATURE');
    await refused(world, own('/plain'), { ...signed(), body: '' }, 'ERR_NO_MATCHING_SIGNATURE');
  },
  'a connection can be used again after each answer, or was closed': async (world) => {
    const agent = keepAlive();
    for (const [path, delivery, status] of [
      ['/small', signed(eventOf(20_000)), 413],
      ['/small', refusable.ERR_NO_MATCHING_SIGNATURE(), 401],
      ['/small', refusable.ERR_MISSING_HEADER(), 401],
    ]) {
      equal((await send(world.url + own(path), { ...delivery, agent })).status, status);
      await sleep(20);
      equal((await send(world.url + own('/small'), { ...signed(), agent })).status, 204);
    }
    agent.destroy();
  },
  'requests in a row on one connection each get their own verdict': async (world) => {
    const [first, forged, last] = [own('/plain'), own('/plain'), own('/plain')];
    const forgery = { ...signed(), body: '{"type":"forged"}' };
    const all = [
      rawOf(world, first, signed()),
      rawOf(world, forged, forgery),
      rawOf(world, last, signed()),
    ];
    const { socket, text } = await dial(world.url, all.join(''));
    await until(() => text().match(/HTTP\/1\.1 \d+/g)?.length >= 3, 'three answers');
    deepEqual(text().match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 204', 'HTTP/1.1 401', 'HTTP/1.1 204']);
    socket.destroy();
    deepEqual(
      [first, forged, last].map((path) => world.reached(path).length),
      [1, 0, 1],
    );
  },
  'a body that breaks off does not reach the backend, and is counted': async (world) => {
    const before = await world.refusals('ERR_BROKEN_OFF');
    const [path, delivery] = [own('/plain'), signed(eventOf(5000))];
    const raw = rawOf(world, path, delivery, { sent: delivery.body.slice(0, 2000) });
    const { socket } = await dial(world.url, raw);
    await sleep(30);
    socket.destroy();
    await until(async () => (await world.refusals('ERR_BROKEN_OFF')) > before, 'the refusal');
    equal(world.reached(path).length, 0);
    await passes(world, own('/plain'), signed());
  },
  'a body that stalls is ended by the host in time, and does not reach the backend': async (
    world,
  ) => {
    const [path, delivery, start] = [own('/plain'), signed(eventOf(5000)), Date.now()];
    const raw = rawOf(world, path, delivery, { sent: delivery.body.slice(0, 2000) });
    match(await answered(world, raw, 'impatient'), /^HTTP\/1\.1 408 /);
    ok(Date.now() - start < 3000, 'it took long');
    equal(world.reached(path).length, 0);
  },
  'what is compressed is verified as it was sent, and passed on so': async (world) => {
    const packed = gzipSync(JSON.stringify(eventOf(5000)));
    const path = own('/plain');
    const headers = { ...signBytes(packed, secrets[0]), 'content-encoding': 'gzip' };
    await passes(world, path, { headers, body: packed });
    equal(world.reached(path)[0].headers['content-encoding'], 'gzip');
  },
  'bytes that are no text are verified as bytes': async (world) => {
    const body = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 167) % 256));
    await passes(world, own('/plain'), { headers: signBytes(body, secrets[0]), body });
  },
};
