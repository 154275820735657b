/**
 * node:crypto is loaded after the first turn of the event loop, so neither when the package is nor
 * for the first long body; and hashes what is long enough.
 */
const assert = require('node:assert');

const key = Symbol.for('hookproof.hostHashFrom');
const { getBuiltinModule } = process;
let [loads, hashes] = [0, 0];
process.getBuiltinModule = (id) => {
  const module = getBuiltinModule(id);
  if (id !== 'node:crypto') return module;
  loads++;
  const counted = (use) => use && ((...values) => [hashes++, use(...values)][1]);
  return { hash: counted(module.hash), createHash: counted(module.createHash) };
};

/** The package, loaded anew. */
function loaded(from) {
  for (const path of Object.keys(require.cache)) delete require.cache[path];
  if (from === undefined) delete globalThis[key];
  else globalThis[key] = from;
  return require('hookproof');
}

/** How often the host hashes for a body of so many bytes; its verdicts are right. */
function hashesFor({ signWebhook, verifyWebhook, generateSecret }, length) {
  const [body, secret] = [Buffer.alloc(length, 'x'), generateSecret()];
  const headers = signWebhook(body, secret);
  const before = hashes;
  assert.strictEqual(verifyWebhook(body, headers, secret), true);
  assert.strictEqual(verifyWebhook(Buffer.alloc(length, 'y'), headers, secret), false);
  return hashes - before;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function main() {
  const api = loaded();
  assert.deepStrictEqual([loads, hashesFor(api, 100_000)], [0, 0], 'it is loaded at once');
  await turn();
  assert.strictEqual(loads, 1, 'it is not loaded');
  assert.deepStrictEqual(
    [319, 320, 100_000, 2_000_000].map((length) => hashesFor(api, length)),
    [0, 2, 2, 2],
  );
  assert.strictEqual(loads, 1, 'it is loaded once');

  const always = loaded(0);
  assert.strictEqual(loads, 2, 'it is not loaded at once');
  assert.deepStrictEqual(
    [1, 319].map((length) => hashesFor(always, length)),
    [2, 2],
  );
  const moved = loaded(1000);
  assert.strictEqual(loads, 2);
  await turn();
  assert.deepStrictEqual(
    [999, 1000].map((length) => hashesFor(moved, length)),
    [0, 2],
  );
  const never = loaded(Number.POSITIVE_INFINITY);
  await turn();
  assert.strictEqual(hashesFor(never, 2_000_000), 0);

  // A host without timers has no later, and one without node:crypto goes without.
  const { setImmediate } = globalThis;
  globalThis.setImmediate = undefined;
  loads = 0;
  assert.deepStrictEqual([hashesFor(loaded(), 320), loads], [2, 1]);
  process.getBuiltinModule = undefined;
  assert.strictEqual(hashesFor(loaded(), 100_000), 0);
  globalThis.setImmediate = setImmediate;
}

main();
