import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Miniflare } from 'miniflare';
import { DurableObjectReplayStore } from 'hookproof/replay';
import { post } from '../../tools/lib/post.js';
import { root } from '../../tools/lib/shell.js';
import { equal, ok, rejected, thrown } from '../conformance/assert.js';
import { named } from '../conformance/outcome.js';
import { withEsbuild } from '../runtimes/workerd/bundle.js';
import { newId, rejectedWithin, sharedStoreTests, storeTests } from './store.js';

const classes = ['DurableObjectReplayStore', 'Inspected', 'Forgetful', 'Hanging', 'Broken', 'Foreign'];

/** The real workerd, with the objects' disk in `folder`. */
function startWorkerd(folder) {
  const bindings = classes.map((className) => [className, { className, useSQLite: true }]);
  return new Miniflare({
    modules: [
      { type: 'ESModule', path: join(folder, 'bundle', 'worker.js') },
      { type: 'CompiledWasm', path: join(folder, 'bundle', 'hookproof.wasm') },
    ],
    modulesRoot: join(folder, 'bundle'),
    compatibilityDate: '2026-01-01',
    durableObjects: Object.fromEntries(bindings),
    durableObjectsPersist: join(folder, 'objects'),
    handleRuntimeStdio: (...streams) => streams.forEach((stream) => stream.resume()),
  });
}

/**
 * Makes stores inside that Worker. What is asked of them in one go, however many they are, is one request: so they are as concurrent
 * there as they are here.
 */
function storesIn(workerd) {
  let questions = [];
  const flush = async () => {
    const asked = questions;
    questions = [];
    try {
      const { text } = await post(
        await workerd.ready,
        JSON.stringify(
          asked.map(({ question }) => question),
          undefinedAsNull,
        ),
      );
      JSON.parse(text).forEach(({ answer, error, code }, at) => {
        if (error === undefined) asked[at].resolve(answer);
        else asked[at].reject(Object.assign(new Error(error), { code }));
      });
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };
  // Far more patient than by default, because a test may share its machine; impatience has tests of its own.
  return (binding, store = 'one', options = { timeoutMs: 30_000 }) => {
    const ask = (method, ...args) =>
      new Promise((resolve, reject) => {
        if (questions.length === 0) setImmediate(flush);
        questions.push({ question: { binding, store, options, method, args }, resolve, reject });
      });
    return { claim: (id, ttl) => ask('claim', id, ttl), release: (id) => ask('release', id) };
  };
}

const undefinedAsNull = (_, value) => (value === undefined ? null : value);

const inspect = async (workerd) => JSON.parse((await post(new URL('inspect', await workerd.ready))).text);

const special = (workerd, storeIn) => ({
  'what has expired is deleted, and then there is no alarm': async () => {
    const store = storeIn('Inspected', 'one', { shards: 1 });
    // The first one sets the alarm.
    await store.claim(newId(), 2);
    await Promise.all(Array.from({ length: 19 }, () => store.claim(newId(), 0.3)));
    const { claims, alarm } = await inspect(workerd);
    equal(claims, 20);
    ok(alarm !== null && alarm < Date.now() + 2100, `the alarm is set for ${alarm}`);
    await sleep(3000);
    equal(await inspect(workerd), { claims: 0, alarm: null });
  },
  'what has not expired stays, and is deleted later': async () => {
    const store = storeIn('Inspected', 'one', { shards: 1 });
    const id = newId();
    await store.claim(newId(), 0.3);
    await store.claim(id, 60);
    await sleep(1300);
    const { claims, alarm } = await inspect(workerd);
    equal([claims, alarm > Date.now() + 50_000], [1, true]);
    equal(await store.claim(id, 60), false);
  },
  'an answer that is lost is asked for again': async () => {
    const [store, id] = [storeIn('Forgetful', 'one', { shards: 1 }), newId()];
    equal([await store.claim(id, 60), await store.claim(id, 60)], [true, false]);
  },
  'an object that hangs: rejected in time': async () => {
    const store = storeIn('Hanging', 'one', { timeoutMs: 200 });
    ok((await rejectedWithin(2000, () => store.claim(newId(), 60))).message.includes('200 ms'), 'the message says how long it took');
    await rejectedWithin(2000, () => store.release(newId()));
  },
  'an object that throws: rejected': async () => {
    await rejectedWithin(2000, () => storeIn('Broken').claim(newId(), 60));
    await rejectedWithin(2000, () => storeIn('Broken').release(newId()));
  },
  'an object of another class: rejected, not claimed': async () => {
    await rejected(storeIn('Foreign').claim(newId(), 60));
  },
  'one sender cannot claim the ids of another one': async () => {
    const id = newId();
    equal(await storeIn('DurableObjectReplayStore', 'pulse', { prefix: 'pulse' }).claim(id, 60), true);
    equal(await storeIn('DurableObjectReplayStore', 'openai', { prefix: 'openai' }).claim(id, 60), true);
  },
  'no binding, or a wrong option, is a mistake': () => {
    for (const namespace of [undefined, null, {}]) equal(thrown(() => DurableObjectReplayStore.from(namespace)).code, 'ERR_OPTION');
    const namespace = { idFromName() {}, get() {} };
    for (const options of [{ shards: 0 }, { shards: 1.5 }, { timeoutMs: 0 }, { timeoutMs: 2 ** 31 }, { prefix: {} }, { prefix: 7 }, 16])
      equal(thrown(() => DurableObjectReplayStore.from(namespace, options)).code, 'ERR_OPTION');
  },
});

const afterRestart = (storeIn, { claimed, released, expired }) => ({
  'a restart: what was claimed is still claimed, what was released or has expired is not': async () => {
    const store = storeIn('DurableObjectReplayStore');
    equal([await store.claim(claimed, 60), await store.claim(released, 60), await store.claim(expired, 60)], [false, true, true]);
  },
  'a restart: the claims of those who are gone cannot be released': async () => {
    const store = storeIn('DurableObjectReplayStore');
    await store.release(claimed);
    equal(await store.claim(claimed, 60), false);
  },
});

export async function withTests(use) {
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-objects-'));
  await withEsbuild(root, join(import.meta.dirname, 'worker', 'worker.js'), join(folder, 'bundle'));
  let workerd = startWorkerd(folder);
  try {
    const storeIn = storesIn(workerd);
    const [one, other] = ['one', 'other'].map((name) => storeIn('DurableObjectReplayStore', name));
    await use(named({ ...storeTests(one), ...sharedStoreTests(one, other), ...special(workerd, storeIn) }));
    const ids = { claimed: newId(), released: newId(), expired: newId() };
    for (const id of Object.values(ids)) await one.claim(id, id === ids.expired ? 0.5 : 60);
    await one.release(ids.released);
    await workerd.dispose();
    await sleep(500);
    workerd = startWorkerd(folder);
    await use(named(afterRestart(storesIn(workerd), ids)));
  } finally {
    await workerd.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}
