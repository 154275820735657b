/**
 * What broken uploads leave behind: nothing. Run with `node --expose-gc`, one server a process;
 * prints the outcome as the conformance runners do.
 */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { named, runTests } from '../conformance/outcome.js';
import { dial, eventOf, rawRequest, send, signed, until } from './http.js';
import { log } from './routes.js';
import { servers } from './applications/index.js';

const MiB = 1024 * 1024;

const { url, server, stop } = await servers.find(({ name }) => name === process.argv[2]).start();

/** Every request that the server saw and that nobody has collected. */
let requests = [];
server.on('request', (request) => requests.push(new WeakRef(request)));

/** Each is done by somebody who goes away without waiting for the end of it. */
const rude = {
  async 'breaks off in the middle of the body'() {
    const delivery = signed(eventOf(20_000));
    const { socket } = await dial(
      url,
      rawRequest(`${url}/plain`, delivery, { sent: delivery.body.slice(0, 9000) }),
    );
    await sleep(5);
    socket.destroy();
  },
  async 'breaks off before the body'() {
    const { socket } = await dial(url, rawRequest(`${url}/plain`, signed(), { sent: '' }));
    await sleep(5);
    socket.resetAndDestroy();
  },
  async 'sends no more after a 401'() {
    const delivery = { ...signed(eventOf(5000)), headers: {} };
    const { socket, answer } = await dial(
      url,
      rawRequest(`${url}/plain`, delivery, { sent: delivery.body.slice(0, 1000) }),
    );
    await answer();
    socket.destroy();
  },
  async 'sends no more after a 413'() {
    const { socket, answer } = await dial(
      url,
      rawRequest(`${url}/small`, signed(), { declared: 1e8, sent: 'x'.repeat(5000) }),
    );
    await answer();
    socket.destroy();
  },
  async stalls() {
    const delivery = signed(eventOf(5000));
    const { socket, answer } = await dial(
      url,
      rawRequest(`${url}/impatient`, delivery, { sent: delivery.body.slice(0, 1000) }),
    );
    await answer();
    socket.destroy();
  },
  async 'does not wait for the answer'() {
    const { socket } = await dial(
      url,
      rawRequest(`${url}/guarded`, signed({ type: 'takes-long', ms: 10 })),
    );
    await sleep(5);
    socket.destroy();
  },
};

async function round(times) {
  for (let at = 0; at < times; at += 10) {
    await Promise.all(
      Array.from({ length: 10 }, () => Object.values(rude).map((act) => act())).flat(),
    );
  }
  await until(async () => (await connections()) === 0, 'the connections to close', 10);
  await sleep(50);
  for (const list of Object.values(log)) list.length = 0;
}

const connections = () =>
  new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );

/** Returns what keeps the process busy, timers among it. */
const resources = () =>
  process
    .getActiveResourcesInfo()
    .filter((name) => !/Pipe|TTY/.test(name))
    .sort();

async function bytesInUse() {
  // Twice, because what finalizers free is free only then.
  for (let times = 0; times < 3; times++) {
    globalThis.gc();
    await sleep(20);
  }
  const { heapUsed, arrayBuffers, external } = process.memoryUsage();
  return heapUsed + arrayBuffers + external;
}

const tests = {
  'no connection, no timer, no request and no memory is kept': async () => {
    await round(20);
    await sleep(2500);
    const [before, busy] = [await bytesInUse(), resources()];
    requests = [];
    await round(50);
    await until(() => JSON.stringify(resources()) === JSON.stringify(busy), `${busy}`, 10).catch(
      () => {},
    );
    deepEqual(resources(), busy);
    ok(requests.length >= 250, `the server saw ${requests.length} requests`);
    const kept = () => requests.filter((request) => request.deref() !== undefined).length;
    // The last ones may still be held by a parser that waits for its next connection.
    await until(
      async () => (await bytesInUse(), kept() <= 10),
      'the requests to be collected',
    ).catch(() => {});
    ok(kept() <= 10, `${kept()} of ${requests.length} requests are kept`);
    const after = await bytesInUse();
    ok(after - before < MiB, `${after - before} bytes more are in use`);
  },
  'it still works': async () => {
    equal((await send(`${url}/plain`, signed())).status, 204);
  },
};

const outcome = await runTests(named(tests));
await stop();
console.log(JSON.stringify(outcome));
