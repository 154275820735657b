/**
 * What senders, and somebody worse, do to the gateway. A case is called with what `world.js`
 * starts.
 */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { connect } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { dial, eventOf, keepAlive, rawRequest, send, signed, until } from '../adapters/http.js';
import { secrets } from '../adapters/routes.js';
import { signBytes, signPublic } from './signing.js';
import { toldOf } from './http.js';

let count = 0;
/** A path that no other request has, so that what becomes of it can be found. */
const own = (path) => `${path}?${++count}`;

const having = (delivery, headers) => ({
  ...delivery,
  headers: { ...delivery.headers, ...headers },
});
const without = (delivery, name) => {
  const { [name]: _, ...headers } = delivery.headers;
  return { ...delivery, headers };
};
const minutesFromNow = (minutes) => new Date(Date.now() + minutes * 60_000);

const refusable = {
  ERR_NO_MATCHING_SIGNATURE: () => ({ ...signed(), body: '{"type":"job.failed"}' }),
  ERR_TIMESTAMP_TOO_OLD: () => signed(undefined, { at: minutesFromNow(-10) }),
  ERR_TIMESTAMP_TOO_NEW: () => signed(undefined, { at: minutesFromNow(10) }),
  ERR_MISSING_HEADER: () => without(signed(), 'webhook-signature'),
  ERR_MALFORMED_HEADER: () => having(signed(), { 'webhook-timestamp': '1e9' }),
};

/** It reaches the backend once, just as it was sent, with what was verified. */
async function passes(world, path, delivery, options = {}) {
  const answer = await send(world.url + path, { ...delivery, ...options });
  equal(answer.status, 204);
  const [request, ...others] = world.reached(path);
  equal(others.length, 0);
  deepEqual(request.body, Buffer.from(delivery.body));
  equal(toldOf(request)?.id, delivery.headers['webhook-id']);
  equal(await world.codeOf(path), 'passed');
  return request;
}

/** It does not reach the backend, and the sender is told nothing. */
async function refused(world, path, delivery, code, status = 401, options = {}) {
  const before = await world.refusals(code);
  const answer = await send(world.url + path, { ...delivery, ...options });
  equal(answer.status, status);
  equal(answer.body, '');
  equal(answer.headers['cache-control'], 'no-store');
  equal(await world.codeOf(path), code);
  equal(world.reached(path).length, 0);
  equal((await world.refusals(code)) - before, 1);
}

/**
 * Writes a request by hand; gives the answer's first line once there is one, or '' if the
 * connection was closed.
 */
async function answered(world, request, name = 'main') {
  const { socket, answer, closed, text } = await dial(world.urls[name], request);
  await Promise.race([answer(), closed]);
  socket.destroy();
  return text();
}

const rawOf = (world, path, delivery, options) => {
  const raw = rawRequest(`${world.url}/plain`, delivery, options);
  return raw.replace('POST /plain ', `POST ${path} `);
};

const inChunks = (text) => `${text.length.toString(16)}\r\n${text}\r\n`;

export const cases = {
  'an authentic webhook reaches the backend as it was sent, with what was verified': async (
    world,
  ) => {
    const path = own('/plain');
    const delivery = having(signed(), { 'x-other': 'kept', cookie: 'a=b' });
    const request = await passes(world, path, delivery);
    deepEqual(toldOf(request), {
      id: delivery.id,
      timestamp: Number(delivery.headers['webhook-timestamp']),
      secretIndex: 0,
    });
    for (const [name, value] of Object.entries(delivery.headers))
      equal(request.headers[name], value, name);
  },
  'every secret of a rotation verifies, and its index is told': async (world) => {
    for (const [index, secret] of secrets.entries()) {
      const path = own('/rotated');
      await passes(world, path, signed(undefined, { by: [secret] }));
      equal(toldOf(world.reached(path)[0]).secretIndex, index);
    }
    await refused(
      world,
      own('/plain'),
      signed(undefined, { by: [secrets[1]] }),
      'ERR_NO_MATCHING_SIGNATURE',
    );
  },
  'a secret of the environment verifies, alone and among others': async (world) => {
    await passes(world, own('/environment'), signed(undefined, { by: [secrets[1]] }));
    await passes(world, own('/environment-rotated'), signed(undefined, { by: [secrets[1]] }));
    await refused(world, own('/environment'), signed(), 'ERR_NO_MATCHING_SIGNATURE');
  },
  ...Object.fromEntries(
    Object.entries(refusable).map(([code, make]) => [
      `${code} is answered 401, and told only to the log and the counters`,
      (world) => refused(world, own('/plain'), make(), code),
    ]),
  ),
  'every 401 is the same, but for whether the connection stays open': async (world) => {
    const answers = [];
    for (const make of Object.values(refusable)) {
      const text = await answered(world, rawOf(world, own('/plain'), make()));
      answers.push(text.replace(/^(date|connection): .*\r\n/gim, ''));
    }
    match(answers[0], /^HTTP\/1\.1 401 Unauthorized\r\n/);
    for (const answer of answers) equal(answer, answers[0]);
  },
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
  'an id or a timestamp that is given twice is refused': async (world) => {
    for (const name of ['webhook-id', 'webhook-timestamp']) {
      const path = own('/plain');
      const raw = rawOf(world, path, signed()).replace(
        new RegExp(`^${name}: .*\\r\\n`, 'm'),
        (line) => line + line,
      );
      match(await answered(world, raw), /^HTTP\/1\.1 401 /, name);
      equal(await world.codeOf(path), 'ERR_MALFORMED_HEADER');
    }
  },
  'a signature may be given in several lines, one of which fits': async (world) => {
    const other = `webhook-signature: v1,${'A'.repeat(43)}=\r\n`;
    for (const place of ['webhook-signature:', 'webhook-id:', 'host:']) {
      const request = rawOf(world, own('/plain'), signed()).replace(place, `${other}${place}`);
      const raw = request.replace('\r\n\r\n', `\r\n${other}\r\n`);
      match(await answered(world, raw), /^HTTP\/1\.1 204 /, place);
    }
  },
  'headers that are no UTF-8 are refused where they count, and passed on where they do not': async (
    world,
  ) => {
    const odd = rawOf(world, own('/plain'), signed()).replace(
      /webhook-id: msg/,
      'webhook-id: ms\xff',
    );
    const { socket, answer } = await dial(world.url, '');
    socket.write(odd, 'latin1');
    match(await answer(), /^HTTP\/1\.1 401 /);
    socket.destroy();
    const path = own('/plain');
    const { body, ...delivery } = having(signed(), { 'x-other': 'cl\xe9' });
    await passes(world, path, { ...delivery, body: Buffer.from(body) });
    equal(world.reached(path)[0].headers['x-other'], 'cl\xe9');
  },
  'nobody outside sets what the backend is told, whatever the path and the spelling': async (
    world,
  ) => {
    const forged = {
      'x-hookproof-id': 'forged',
      'X-Hookproof-Timestamp': '1',
      'x-hookproof-secret-index': '7',
      x_hookproof_id: 'forged',
      'x-hookproof_id': 'forged',
      'X_HOOKPROOF-ID': 'forged',
      'x.hookproof.id': 'forged',
      'x-hookproof-other': 'forged',
    };
    for (const path of ['/plain', '/elsewhere', '/observed']) {
      const at = own(path);
      equal((await send(world.url + at, having(signed(), forged))).status, 204);
      const [{ rawHeaders }] = world.reached(at);
      const names = rawHeaders
        .filter((_, index) => index % 2 === 0)
        .map((name) => name.toLowerCase());
      const ours = names.filter((name) => /^x[^a-z0-9]hookproof/.test(name)).sort();
      const set = ['x-hookproof-id', 'x-hookproof-secret-index', 'x-hookproof-timestamp'];
      deepEqual(ours, path === '/plain' ? set : [], path);
      ok(!rawHeaders.includes('forged'), path);
    }
  },
  'nor given twice, nor listed as a header of the connection': async (world) => {
    const path = own('/plain');
    const raw = rawOf(world, path, signed()).replace(
      'host:',
      'x-hookproof-id: a\r\nx-hookproof-id: b\r\nconnection: x-hookproof-id\r\nhost:',
    );
    match(await answered(world, raw), /^HTTP\/1\.1 (204|400) /);
    for (const { headers } of world.reached(path))
      ok(!/[ab]/.test(headers['x-hookproof-id']?.replace(/^msg_.*/, '') ?? ''));
  },
  'what no path guards passes, is not told, and is counted': async (world) => {
    const before = (await world.counters()).unguarded;
    const path = own('/elsewhere');
    equal((await send(world.url + path, { method: 'GET' })).status, 204);
    equal(toldOf(world.reached(path)[0]), undefined);
    equal((await world.counters()).unguarded - before, 1);
  },
  'every spelling of a guarded path is guarded': async (world) => {
    for (const path of [
      '/plain/',
      '/PLAIN',
      '//plain',
      '/./plain',
      '/x/../plain',
      '/%70lain',
      '/%2570lain',
      '/plain;a=b',
      '/plain.json',
      '/plain%20',
      '/plain%00',
      '/x/%2e%2e/plain',
      '/x\\..\\plain',
      '%2fplain',
      '/plain/below',
      '/%2525252525252570lain',
    ]) {
      const at = own(path);
      const text = await answered(world, rawOf(world, at, { headers: {}, body: '{}' }), 'raw');
      match(text, /^HTTP\/1\.1 4(00|01) /, path);
      equal(
        [...world.all()].filter(([url]) => url.endsWith(at.slice(at.indexOf('?')))).length,
        0,
        path,
      );
    }
  },
  'other methods on a guarded path are refused': async (world) => {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      await refused(world, own('/plain'), { headers: {}, body: '' }, 'ERR_MISSING_HEADER', 401, {
        method,
      });
    }
  },
  'an upgrade is refused, also one that is signed': async (world) => {
    for (const protocol of ['websocket', 'other']) {
      const delivery = signed(undefined, { text: '' });
      const path = own('/plain');
      const headers = { ...delivery.headers, connection: 'upgrade', upgrade: protocol };
      const text = await answered(world, rawOf(world, path, { ...delivery, headers }), 'upgrading');
      match(text, /^HTTP\/1\.1 40[13] /, protocol);
      equal(world.reached(path).length, 0);
      if (protocol === 'websocket') equal(await world.codeOf(path), 'ERR_UPGRADE');
    }
  },
  'CONNECT is refused, also where the host allows it': async (world) => {
    const before = await world.refusals('ERR_UPGRADE');
    const text = await answered(
      world,
      'CONNECT example.com:80 HTTP/1.1\r\nhost: example.com:80\r\n\r\n',
      'upgrading',
    );
    match(text, /^HTTP\/1\.1 401 /);
    equal((await world.refusals('ERR_UPGRADE')) - before, 1);
  },
  'Expect: 100-continue gets its 100, and then its verdict': async (world) => {
    for (const [delivery, status] of [
      [signed(), 204],
      [{ ...signed(), body: '{"type":"forged"}' }, 401],
    ]) {
      const path = own('/plain');
      const expecting = having(delivery, { expect: '100-continue' });
      const { socket, text } = await dial(world.url, rawOf(world, path, expecting, { sent: '' }));
      await until(() => text().includes('100 Continue'), 'a 100');
      socket.write(delivery.body);
      await until(() => new RegExp(`HTTP/1\\.1 ${status} `).test(text()), `a ${status}`);
      socket.destroy();
    }
  },
  'where the host leaves the 100 to the backend, it is refused and does not hang': async (
    world,
  ) => {
    const path = own('/plain');
    const expecting = having(signed(), { expect: '100-continue' });
    match(
      await answered(world, rawOf(world, path, expecting, { sent: '' }), 'expecting'),
      /^HTTP\/1\.1 417 /,
    );
    equal(await world.codeOf(path), 'ERR_EXPECTATION');
    equal((await send(`${world.urls.expecting}${own('/plain')}`, signed())).status, 204);
  },
  'trailers change no verdict, and tell the backend nothing': async (world) => {
    const trailer = 'x-hookproof-id: forged\r\nx_hookproof_id: forged\r\nx-other: kept\r\n';
    for (const [delivery, status] of [
      [signed(), 204],
      [{ ...signed(), body: '{"type":"forged"}' }, 401],
    ]) {
      const path = own('/plain');
      const headers = { ...delivery.headers, 'transfer-encoding': 'chunked' };
      const sent = `${inChunks(delivery.body)}0\r\n${trailer}\r\n`;
      const raw = rawOf(world, path, { ...delivery, headers }, { sent }).replace(
        /content-length: .*\r\n/,
        '',
      );
      match(await answered(world, raw, 'trailing'), new RegExp(`^HTTP/1\\.1 ${status} `));
      equal(world.reached(path).length, status === 204 ? 1 : 0);
      for (const { rawTrailers } of world.reached(path))
        deepEqual(rawTrailers, ['x-other', 'kept']);
    }
  },
  'a whpk_ key verifies a body of many pieces, also before trailers': async (world) => {
    const body = JSON.stringify(eventOf(300_000));
    for (const path of ['/public', '/public-observed'].map(own)) {
      const headers = { ...signPublic(body), 'transfer-encoding': 'chunked' };
      const chunks = body
        .match(/[^]{1,9000}/g)
        .map(inChunks)
        .join('');
      const sent = `${chunks}0\r\nx-other: kept\r\n\r\n`;
      const raw = rawOf(world, path, { headers, body }, { sent }).replace(
        /content-length: .*\r\n/,
        '',
      );
      match(await answered(world, raw, 'trailing'), /^HTTP\/1\.1 204 /);
      deepEqual(world.reached(path)[0].body, Buffer.from(body));
      equal(await world.codeOf(path), 'passed');
    }
    const forged = { headers: signPublic(body), body: body.replace('{', '{ ') };
    await refused(world, own('/public'), forged, 'ERR_NO_MATCHING_SIGNATURE');
  },
  'uploads that wait for the verdict of a whpk_ key do not exhaust the filter': async (world) => {
    // Each is held back by Envoy. Held by the filter as well, they would be more than it may have.
    const [session, body] = [connect(world.url), Buffer.alloc(540_000)];
    session.on('error', () => {});
    const headers = { ':method': 'POST', ...signPublic('another body') };
    const streams = [];
    for (let count = 0; count < 1000; count++) {
      streams.push(session.request({ ':path': own('/public'), ...headers }).on('error', () => {}));
      streams.at(-1).write(body);
      if (count % 50 === 0) await sleep(20);
    }
    await until(() => streams.every(({ writableLength }) => writableLength === 0), 'the uploads');
    await passes(world, own('/plain'), signed());
    for (const stream of streams) stream.close();
    session.destroy();
    await passes(world, own('/public'), { headers: signPublic('{"a":1}'), body: '{"a":1}' });
  },
  'bodies that a whpk_ key only observes are bounded together': async (world) => {
    const [session, body] = [connect(world.url), Buffer.alloc(1_000_000)];
    session.on('error', () => {});
    const headers = { ':method': 'POST', ...signPublic('another body') };
    const before = (await world.counters())['observed.ERR_BODY_TOO_LARGE'];
    const streams = Array.from({ length: 80 }, () =>
      session.request({ ':path': own('/public-observed'), ...headers }).on('error', () => {}),
    );
    for (const stream of streams) stream.write(body);
    const seen = async () => (await world.counters())['observed.ERR_BODY_TOO_LARGE'] > before;
    await until(seen, 'one too many');
    for (const stream of streams) stream.close();
    session.destroy();
    const path = own('/public-observed');
    await until(async () => {
      const delivery = { headers: signPublic('{"a":1}'), body: '{"a":1}' };
      return (await send(world.url + path, delivery)).status === 204;
    }, 'the others to be forgotten');
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
  'observed, everything passes as it is sent, and is reported': async (world) => {
    for (const [code, make] of Object.entries(refusable)) {
      const before = (await world.counters())[`observed.${code}`];
      const [path, delivery] = [own('/observed'), make()];
      equal((await send(world.url + path, delivery)).status, 204);
      equal(world.reached(path)[0].body.toString(), delivery.body);
      equal(toldOf(world.reached(path)[0]), undefined);
      equal(await world.codeOf(path), code);
      equal((await world.counters())[`observed.${code}`] - before, 1);
    }
    const path = own('/observed');
    equal((await send(world.url + path, signed())).status, 204);
    equal(await world.codeOf(path), 'passed');
    equal(toldOf(world.reached(path)[0]), undefined, 'its headers have gone on before the verdict');
  },
  'observed, a body of any size streams': async (world) => {
    const [path, body] = [own('/observed'), 'x'.repeat(5_000_000)];
    const delivery = signed(undefined, { text: body });
    equal((await send(world.url + path, delivery)).status, 204);
    equal(world.reached(path)[0].body.length, body.length);
    equal(await world.codeOf(path), 'ERR_BODY_TOO_LARGE');
  },
  'no line of the log and no label has anything that was sent': async (world) => {
    const marker = 'c2VudC1ieS1zdHJhbmdlcg';
    const path = `/plain/${marker}`;
    await send(
      world.url + path,
      having(signed(), { 'webhook-id': marker, 'webhook-signature': `v1,${marker}` }),
    );
    await sleep(50);
    const log = world.lines().filter((line) => !line.startsWith('access '));
    ok(
      log.some((line) => line.endsWith('refused ERR_NO_MATCHING_SIGNATURE at /plain')),
      log.slice(-3).join('\n'),
    );
    ok(!log.some((line) => line.includes(marker)));
    for (const secret of secrets) ok(!log.some((line) => line.includes(secret.slice(6, 20))));
  },
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
