import { DurableObjectReplayStore } from 'hookproof/replay';
import { equal, ok, rejected, thrown } from '../conformance/assert.js';
import { named } from '../conformance/outcome.js';
import {
  claim,
  done,
  eventually,
  newKey,
  newToken,
  rejectedWithin,
  sharedStoreTests,
  storeTests,
} from './store.js';
import { withWorker } from './worker.js';

const DAY = 86_400;

const special = ({ storeIn, told, restart }) => ({
  'what has ended is deleted, and then there is no alarm': async () => {
    const store = storeIn('Inspected', 'one', { shards: 1 });
    // The first one sets the alarm.
    await claim(store, newKey(), { seconds: 2 });
    await Promise.all(Array.from({ length: 19 }, () => claim(store, newKey(), { seconds: 0.3 })));
    const { claims, alarm } = await told('inspect');
    equal(claims, 20);
    ok(alarm !== null && alarm < Date.now() + 2100, `the alarm is set for ${alarm}`);
    // On a busy machine an alarm goes off late.
    await eventually(async () => (await told('inspect')).alarm === null);
    equal(await told('inspect'), { claims: 0, alarm: null });
  },
  'a first claim that is long does not keep later ones, however many: an earlier alarm is set':
    async () => {
      await restart();
      const store = storeIn('Inspected', 'two', { shards: 1 });
      const long = newKey();
      await claim(store, long, { seconds: 30 * DAY });
      ok(
        (await told('inspect')).alarm > Date.now() + 29 * DAY * 1000,
        'the alarm is for the long one',
      );
      await Promise.all(Array.from({ length: 500 }, () => claim(store, newKey(), { seconds: 1 })));
      ok((await told('inspect')).alarm < Date.now() + 61_000, 'the alarm is for the short ones');
      equal((await told('age', '2000')).claims, 1);
      equal(await claim(store, long), 'busy');
    },
  'a month of webhooks leaves no more than two days of them': async () => {
    const store = storeIn('Inspected', 'two', { shards: 1 });
    for (let day = 0; day < 30; day++) {
      await Promise.all(Array.from({ length: 50 }, () => done(store, newKey(), 2 * DAY)));
      const { claims, alarm } = await told('age', String(DAY * 1000));
      ok(claims <= 101, `${claims} are left on day ${day}`);
      ok(alarm !== null && alarm < Date.now() + 2 * DAY * 1000, `the next alarm is at ${alarm}`);
    }
    equal(await told('age', String(30 * DAY * 1000)), {
      claims: 0,
      alarm: (await told('inspect')).alarm,
    });
  },
  'an answer that is lost is asked for again': async () => {
    const [store, key, token] = [storeIn('Forgetful', 'one', { shards: 1 }), newKey(), newToken()];
    equal([await claim(store, key, { token }), await claim(store, key)], ['claimed', 'busy']);
    equal([await store.complete(key, token, 60), await claim(store, key)], [true, 'done']);
  },
  'an object that hangs: rejected in time': async () => {
    const store = storeIn('Hanging', 'one', { timeoutMs: 200 });
    ok(
      (await rejectedWithin(4000, () => claim(store, newKey()))).message.includes('200 ms'),
      'the message says how long it took',
    );
    await rejectedWithin(4000, () => store.release(newKey(), newToken()));
    await rejectedWithin(4000, () => store.complete(newKey(), newToken(), 60));
  },
  'an object that throws: rejected': async () => {
    await rejectedWithin(4000, () => claim(storeIn('Broken'), newKey()));
    await rejectedWithin(4000, () => storeIn('Broken').release(newKey(), newToken()));
  },
  'an object of another class: rejected, not claimed': async () => {
    await rejected(claim(storeIn('Foreign'), newKey()));
  },
  'two prefixes do not meet': async () => {
    const key = newKey();
    for (const prefix of ['pulse', 'openai']) {
      equal(
        await claim(
          storeIn('DurableObjectReplayStore', prefix, { prefix, timeoutMs: 30_000 }),
          key,
        ),
        'claimed',
        prefix,
      );
    }
  },
  'no binding, or a wrong option, is a mistake': () => {
    for (const namespace of [undefined, null, {}])
      equal(thrown(() => DurableObjectReplayStore.from(namespace)).code, 'ERR_OPTION');
    const namespace = { idFromName() {}, get() {} };
    for (const options of [
      { shards: 0 },
      { shards: 1.5 },
      { timeoutMs: 0 },
      { timeoutMs: 2 ** 31 },
      { prefix: {} },
      { prefix: 7 },
      16,
    ])
      equal(thrown(() => DurableObjectReplayStore.from(namespace, options)).code, 'ERR_OPTION');
  },
  'a restart: what is done stays done, what is leased stays leased': async () => {
    const store = storeIn('DurableObjectReplayStore');
    const [finished, leased, token, short] = [newKey(), newKey(), newToken(), newKey()];
    await done(store, finished, 2 * DAY);
    equal(
      [await claim(store, leased, { token }), await claim(store, short, { seconds: 0.3 })],
      ['claimed', 'claimed'],
    );
    await restart();
    const after = storeIn('DurableObjectReplayStore');
    equal(
      [await claim(after, finished), await claim(after, leased), await claim(after, short)],
      ['done', 'busy', 'claimed'],
    );
    equal(await after.complete(leased, token, 60), true);
  },
});

export const withTests = (use) =>
  withWorker(async (worker) => {
    const [one, other] = ['one', 'other'].map((name) =>
      worker.storeIn('DurableObjectReplayStore', name),
    );
    await use(named({ ...storeTests(one), ...sharedStoreTests(one, other), ...special(worker) }));
  });
