/**
 * Gives hostile values, any with any, and what only Node has: other realms, and threads that write
 * to what is verified.
 */
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { equal, ok } from '../conformance/assert.js';
import { check, rightValues } from '../conformance/hostile.js';
import { GOOD, places } from '../conformance/hostile-values.js';
import { named, runTests } from '../conformance/outcome.js';
import { resultOf, summed } from '../results.js';
import verify from '../vectors/verify.json' with { type: 'json' };

const EXPLAIN_EVERY = 16;

/**
 * One name for each place. Most of them stand for the right value: else hardly a combination would
 * verify.
 */
const combinations = fc.tuple(
  ...Object.values(places).map((values) => {
    const names = Object.keys(values);
    const good = names.filter((name) => values[name][0] === GOOD);
    return fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...good) },
      { weight: 1, arbitrary: fc.constantFrom(...names) },
    );
  }),
);

/** Gives '' or the counterexample, shrunk. */
async function anyWithAny(numRuns) {
  const entries = [await import('hookproof'), await import('hookproof/full')];
  const rights = entries.map((entry) => rightValues(entry, verify[0]));
  let count = 0;
  const property = fc.asyncProperty(combinations, async (names) => {
    const explain = count++ % EXPLAIN_EVERY === 0;
    for (const [at, entry] of entries.entries())
      await check(entry, names, rights[at], { explain: explain && at === 1 });
  });
  const result = await fc.check(property, { numRuns });
  return result.failed ? fc.defaultReportMessage(result) : '';
}

const inAnotherRealm = (source) => runInNewContext(source, { console });

export const tests = {
  'values of another realm are those of this one': async () => {
    for (const { verifyWebhook, Webhook, WebhookConfigError, signWebhook } of [
      await import('hookproof'),
      await import('hookproof/full'),
    ]) {
      const { body, headers, secret, key, now } = rightValues(
        { verifyWebhook, signWebhook },
        verify[0],
      );
      const pairs = JSON.stringify(Object.entries(headers));
      const bytesThere = (bytes) => inAnotherRealm(`Uint8Array.from([${[...bytes]}])`);
      for (const payload of [
        bytesThere(Buffer.from(body)),
        bytesThere(Buffer.from(body)).buffer,
        inAnotherRealm(`new DataView(Uint8Array.from([${[...Buffer.from(body)]}]).buffer)`),
      ]) {
        for (const given of [
          inAnotherRealm(`Object.fromEntries(${pairs})`),
          inAnotherRealm(`new Map(${pairs})`),
          inAnotherRealm(pairs),
        ]) {
          for (const secretThere of [
            bytesThere(key),
            inAnotherRealm(`[${JSON.stringify(secret)}]`),
          ]) {
            for (const time of [now, inAnotherRealm(`new Date(${now * 1000})`)])
              equal(verifyWebhook(payload, given, secretThere, { now: time }), true);
          }
        }
      }
      for (const wrong of [
        '{}',
        'new Date()',
        'Symbol()',
        'new Proxy([], {})',
        'Proxy.revocable([], {}).proxy',
        'new String("x")',
      ]) {
        try {
          ok(!verifyWebhook(inAnotherRealm(wrong), headers, secret, { now }), wrong);
        } catch (error) {
          ok(error instanceof WebhookConfigError, String(error));
        }
        try {
          ok(new Webhook(inAnotherRealm(wrong)) === undefined, `${wrong} is taken for a secret`);
        } catch (error) {
          ok(error instanceof WebhookConfigError, `${wrong}: ${error}`);
        }
      }
    }
  },
  'bytes that another thread writes to are read once: what is verified is what is parsed':
    async () => {
      const { unwrapWebhook, signWebhook, WebhookVerificationError } = await import('hookproof');
      const secret = verify[0].secrets[0];
      const text = JSON.stringify({ amount: '1'.repeat(3000) });
      const headers = signWebhook(text, secret);
      const shared = new Uint8Array(new SharedArrayBuffer(text.length));
      const bytes = new TextEncoder().encode(text);
      shared.set(bytes);
      const writer = new Worker(
        'const { workerData } = require("node:worker_threads"); for (let at = 0; ; at++) workerData[500] = at & 1 ? 49 : 57;',
        { eval: true, workerData: shared },
      );
      const verdicts = { true: 0, false: 0 };
      try {
        await new Promise((resolve) => writer.once('online', resolve));
        // Counted, not timed: until both verdicts were seen, and then some.
        for (
          let count = 0;
          count < 20_000 || (Math.min(verdicts.true, verdicts.false) === 0 && count < 5_000_000);
          count++
        ) {
          try {
            equal(unwrapWebhook(shared, headers, secret).event.amount, '1'.repeat(3000));
            verdicts.true++;
          } catch (error) {
            ok(
              error instanceof WebhookVerificationError &&
                error.code === 'ERR_NO_MATCHING_SIGNATURE',
              String(error),
            );
            verdicts.false++;
          }
        }
      } finally {
        await writer.terminate();
      }
      ok(
        verdicts.true > 0 && verdicts.false > 0,
        `the bytes did not change while they were verified: ${JSON.stringify(verdicts)}`,
      );
    },
  'a hash of the host that verifies another webhook meanwhile does not change what is verified':
    async () => {
      const crypto = process.getBuiltinModule('node:crypto');
      const { verifyWebhook, signWebhook } = await import('hookproof');
      const secret = verify[0].secrets[0];
      const [long, forged] = ['x', 'y'].map((character) => character.repeat(5000));
      const headers = signWebhook(long, secret);
      const { hash, createHash } = crypto;
      let calls = 0;
      const calling = () => {
        calls++;
        try {
          verifyWebhook(long, headers, secret);
        } catch {
          /* One call inside of another is given no verdict. */
        }
        throw new Error('no hash today');
      };
      Object.assign(crypto, { hash: calling, createHash: calling });
      const outcomes = [];
      try {
        for (let times = 0; times < 3; times++) {
          try {
            outcomes.push(verifyWebhook(forged, headers, secret));
          } catch (error) {
            outcomes.push(error.code);
          }
        }
      } finally {
        Object.assign(crypto, { hash, createHash });
      }
      ok(calls > 0 && !outcomes.includes(true), `${calls} calls: ${outcomes}`);
      equal(verifyWebhook(long, headers, secret), true);
    },
};

export const hostileSuite = {
  name: 'hostile values: 10,000 combinations, other realms, other threads',
  async run() {
    const combined = await anyWithAny(10_000);
    const result =
      combined === ''
        ? { passed: 1, failed: 0, report: '' }
        : { passed: 0, failed: 1, report: combined };
    return summed([resultOf(await runTests(named(tests))), result]);
  },
};

export const hunts = [
  {
    name: 'hostile values, any with any',
    async run({ part }) {
      const count = Math.round(1_000_000 * part);
      const report = await anyWithAny(count);
      const values = Object.values(places).map((place) => Object.keys(place).length);
      return {
        count,
        unit: 'combinations',
        failed: report === '' ? 0 : 1,
        note: `${values.join(' × ')} values, both entries, five functions`,
        report,
      };
    },
  },
];
