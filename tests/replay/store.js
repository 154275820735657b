/** What every store must do, whatever it keeps its claims in. */
import { setTimeout as sleep } from 'node:timers/promises';
import { equal, ok, rejected } from '../conformance/assert.js';

let count = 0;
/** An id that no other test has. */
export const newId = () => `msg_${process.pid}_${++count}`;

export const trues = (answers) => answers.filter((answer) => answer === true).length;

/** For one store object. */
export const storeTests = (store) => ({
  'the first claim of an id is taken, later ones are not': async () => {
    const id = newId();
    equal([await store.claim(id, 60), await store.claim(id, 60), await store.claim(id, 60)], [true, false, false]);
  },
  'of 1,000 concurrent claims of one id exactly one is taken': async () => {
    const id = newId();
    const answers = await Promise.all(Array.from({ length: 1000 }, () => store.claim(id, 60)));
    equal([trues(answers), answers.length], [1, 1000]);
  },
  'claims of different ids do not meet': async () => {
    const ids = Array.from({ length: 200 }, newId);
    const odd = ['a', 'A', 'a:b', 'a*', '{a}', "'a'", '__proto__', 'constructor', 'x'.repeat(256)].map((id) => `${newId()}${id}`);
    const answers = await Promise.all([...ids, ...odd].map((id) => store.claim(id, 60)));
    equal(trues(answers), ids.length + odd.length);
  },
  'a claim ends after its time to live, and not before': async () => {
    const [short, long] = [newId(), newId()];
    equal([await store.claim(short, 1), await store.claim(long, 60)], [true, true]);
    equal(await store.claim(short, 1), false);
    await sleep(1100);
    equal([await store.claim(short, 60), await store.claim(long, 60), await store.claim(short, 60)], [true, false, false]);
  },
  'what is released can be claimed again, once': async () => {
    const id = newId();
    equal(await store.claim(id, 60), true);
    equal(await store.release(id), undefined);
    equal([await store.claim(id, 60), await store.claim(id, 60)], [true, false]);
  },
  'a release of what nobody claimed does nothing': async () => {
    const id = newId();
    await store.release(id);
    await store.release(id);
    equal([await store.claim(id, 60), await store.claim(id, 60)], [true, false]);
  },
  'an id that is none, or a time to live that is none, is a mistake': async () => {
    for (const id of ['', undefined, null, 7]) equal((await rejected(store.claim(id, 60))).code, 'ERR_OPTION', String(id));
    for (const ttl of [0, -1, Number.NaN, Infinity, 1e16, '60', undefined])
      equal((await rejected(store.claim(newId(), ttl))).code, 'ERR_OPTION', String(ttl));
  },
});

/** For two store objects that keep their claims in one place. */
export const sharedStoreTests = (one, other) => ({
  'of 1,000 concurrent claims of one id through two stores exactly one is taken': async () => {
    const id = newId();
    const answers = await Promise.all(Array.from({ length: 1000 }, (_, at) => (at % 2 === 0 ? one : other).claim(id, 60)));
    equal(trues(answers), 1);
  },
  'each sees what the other one claimed and released': async () => {
    const id = newId();
    equal([await one.claim(id, 60), await other.claim(id, 60)], [true, false]);
    await one.release(id);
    equal([await other.claim(id, 60), await one.claim(id, 60)], [true, false]);
  },
  'a release of a foreign claim does nothing': async () => {
    const id = newId();
    equal(await one.claim(id, 60), true);
    await other.release(id);
    equal(await other.claim(id, 60), false);
  },
  'whoever outlived a claim does not release the one that followed it': async () => {
    const id = newId();
    equal(await one.claim(id, 0.2), true);
    await sleep(300);
    equal(await other.claim(id, 60), true);
    await one.release(id);
    equal(await one.claim(id, 60), false);
    await other.release(id);
    equal(await one.claim(id, 60), true);
  },
});

/** Runs `action`, which must be rejected within this many milliseconds, and gives why. */
export async function rejectedWithin(milliseconds, action) {
  const start = performance.now();
  const error = await rejected(action());
  const took = Math.round(performance.now() - start);
  ok(took < milliseconds, `it took ${took} ms to be rejected`);
  return error;
}
