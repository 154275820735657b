/**
 * A process of its own with a store: answers each line, `[id, method, …values]`, with a line.
 * Beside the methods of a store, `race` claims each of some keys some times at once, and gives for
 * each how often it was claimed; `hold` writes to its database for some milliseconds.
 */
import { createInterface } from 'node:readline';
import { openers } from './openers.js';

const [name, where] = process.argv.slice(2);
const { store, db, close } = await openers[name](where);

async function race(keys, count) {
  const claims = keys.map((key) =>
    Promise.all(
      Array.from({ length: count }, () =>
        store.claim(key, { leaseSeconds: 60, token: crypto.randomUUID() }),
      ),
    ),
  );
  return (await Promise.all(claims)).map(
    (states) => states.filter((state) => state === 'claimed').length,
  );
}

async function hold(milliseconds) {
  db.exec('BEGIN IMMEDIATE');
  setTimeout(() => db.exec('COMMIT'), milliseconds);
}

const methods = { ...store, race, hold };

const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const [id, method, ...values] = JSON.parse(line);
    try {
      tell([id, await methods[method](...values)]);
    } catch (error) {
      tell([id, null, { message: String(error?.message ?? error), code: error?.code }]);
    }
  })
  .on('close', close);
tell([0, 'ready']);
