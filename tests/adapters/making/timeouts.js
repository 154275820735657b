/** Tests times that run out: of a body, of a store, and of the function that gives one. */
import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { webhook as express } from 'hookproof/express';
import { webhookHandler } from 'hookproof/fetch';
import { memoryReplayStore } from 'hookproof/replay';
import { run } from '../../../tools/lib/shell.js';
import { signed } from '../http.js';
import { answerOf, onEvent, receiverOf, request, secret } from './receiver.js';

export const timeouts = {
  'each of many bodies is given up when its own time is over': async () => {
    const receive = webhookHandler({ secret, onEvent, bodyTimeoutMs: 150 });
    const never = () => new ReadableStream({ pull: () => new Promise(() => {}) });
    let begun = 0;
    const waits = await Promise.all(
      Array.from({ length: 6 }, async (_, at) => {
        await new Promise((resolve) => setTimeout(resolve, at * 60));
        begun++;
        const start = performance.now();
        const { status } = await receive(request({ ...signed(), body: never() }));
        return { status, taken: performance.now() - start, begun };
      }),
    );
    for (const { status, taken } of waits) {
      equal(status, 401);
      ok(taken > 145, `it was given up after ${taken} ms`);
    }
    ok(waits[0].begun < 6, 'the first was given up with the last');
  },
  'a process that only waits for a body lives until that is given up, and no longer': async () => {
    const program = `
      import { webhookHandler } from 'hookproof/fetch';
      import { signedRequest } from 'hookproof/testing';
      const receive = webhookHandler({ secret: '${secret}', onEvent: () => {}, bodyTimeoutMs: 500 });
      const good = () => signedRequest('http://localhost/', '{}', '${secret}');
      const body = new ReadableStream({ pull: () => new Promise(() => {}) });
      console.log((await receive(good())).status, (await receive(new Request(good(), { body, duplex: 'half' }))).status, (await receive(good())).status);`;
    equal(await run(process.execPath, ['--input-type=module', '-e', program]), '204 401 204\n');
  },
  'timers that are numbers, as in a page that is imitated, will do': async () => {
    const program = `
      import { webhookHandler } from 'hookproof/fetch';
      import { signedRequest } from 'hookproof/testing';
      const set = setTimeout;
      globalThis.setTimeout = (...given) => Number(set(...given));
      const receive = webhookHandler({ secret: '${secret}', onEvent: () => {}, bodyTimeoutMs: 300 });
      const good = () => signedRequest('http://localhost/', '{}', '${secret}');
      const declared = () => new Request(good(), { headers: { ...Object.fromEntries(good().headers), 'content-length': '2' } });
      const body = new ReadableStream({ pull: () => new Promise(() => {}) });
      console.log((await receive(declared())).status, (await receive(new Request(good(), { body, duplex: 'half' }))).status);`;
    equal(await run(process.execPath, ['--input-type=module', '-e', program]), '204 401\n');
  },
  'a store that is made of the memory may be late like any other': async () => {
    const never = () => new Promise(() => {});
    const receive = receiverOf({
      replay: { ...memoryReplayStore(), claim: never },
      storeTimeoutMs: 50,
    });
    equal((await receive(signed())).status, 503);
  },
  'an id is remembered for more than twice the tolerance, and for what a claim may be late':
    async () => {
      const ttls = [];
      const replay = {
        claim: async () => 'claimed',
        complete: async (_id, _token, rememberSeconds) => void ttls.push(rememberSeconds),
        release: async () => {},
      };
      for (const options of [
        {},
        { toleranceSeconds: 0 },
        { toleranceSeconds: 10, rememberSeconds: 26 },
        { toleranceSeconds: 10, storeTimeoutMs: 900, rememberSeconds: 22 },
        { rememberSeconds: 86_400 },
        { rememberSeconds: 30_000_000 },
        { toleranceSeconds: 1e9 },
      ]) {
        equal((await answerOf({ replay: { ...replay }, ...options })).status, 204);
      }
      deepEqual(ttls, [172_800, 172_800, 26, 22, 86_400, 30_000_000, 2_000_000_006]);
      throws(() => express(secret, { toleranceSeconds: 10, rememberSeconds: 25 }), {
        message: /must be 26, twice the tolerance/,
      });
      throws(() => express(secret, { rememberSeconds: 660_000_000 }), { message: /to 30000000$/ });
    },
  'a function that gives no store in time does not outlast the freshness': async () => {
    const { status, told } = await answerOf({
      replay: () => new Promise(() => {}),
      storeTimeoutMs: 20,
    });
    deepEqual([status, told], [500, ['replay gave no store within 20 ms']]);
  },
};
