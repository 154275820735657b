/**
 * What went wrong elsewhere: the advisories, the other libraries' defects and the sample code's
 * mistakes of tests/vectors/regressions.json, and those that are no matter of bytes: how much is
 * read, and in what shape headers come.
 */
import { equal, ok, rejected } from './assert.js';
import { goodOf } from './shapes.js';
import { checkWebhook } from './vectors.js';
import { named } from './outcome.js';

/** `can` names what the entry has beyond the core, such as ed25519. */
export function regressionTests(hookproof, { verify: [good], regressions }, can = []) {
  const { signWebhook, verifyRequest, verifyWebhook } = hookproof;
  const { body, headers, secret, now } = goodOf(good);
  const verifies = (given) => verifyWebhook(body, given, secret, { now });

  const tests = {
    'GHSA-rm59-992w-x2mv: without lawful headers not a byte of a body is read': async () => {
      const { pulled, refusal } = await deliver({
        headers: new Headers({ 'webhook-id': 'msg_1' }),
      });
      equal([refusal, pulled], ['ERR_MISSING_HEADER', 0]);
    },
    'GHSA-rm59-992w-x2mv: of a body with lawful headers no more is kept than the limit':
      async () => {
        const { pulled, refusal } = await deliver({
          headers: new Headers(signWebhook(body, secret)),
        });
        equal(refusal, 'ERR_BODY_TOO_LARGE');
        ok(pulled <= 6, `${pulled} kilobytes were read of a body that may have 4`);
      },
    'other libraries: a header in an array': () => {
      const record = Object.fromEntries(headers);
      for (const [name, value] of headers) {
        equal(verifies({ ...record, [name]: [value] }), true, `one ${name}`);
        equal(
          verifies({ ...record, [name]: [value, value] }),
          name === 'webhook-signature',
          `two of ${name}`,
        );
        equal(verifies({ ...record, [name]: [] }), false, `none of ${name}`);
      }
    },
    'other libraries: a Headers object': () => {
      equal(verifies(new Headers(headers)), true);
      equal(
        verifies(new Headers(headers.map(([name, value]) => [name.toUpperCase(), value]))),
        true,
      );
      equal(verifies(new Headers(headers.slice(1))), false);
    },
  };

  /** An upload that does not end, in kilobytes, to a receiver that takes 4 of them. */
  async function deliver({ headers: given }) {
    let pulled = 0;
    const pull = (controller) => {
      pulled++;
      controller.enqueue(new Uint8Array(1024));
    };
    // Without a queue of its own, so that only what is asked for is counted.
    const stream = new ReadableStream({ pull }, { highWaterMark: 0 });
    const request = { headers: given, body: stream, bodyUsed: false };
    const { code } = await rejected(verifyRequest(request, secret, { maxBodyBytes: 4096 }));
    return { pulled, refusal: code };
  }

  return [
    ...regressions
      .filter(({ needs }) => needs === undefined || can.includes(needs))
      .map((vector) => ({
        name: `${vector.rule}: ${vector.name}`,
        run: () => checkWebhook(hookproof, vector),
      })),
    ...named(tests),
  ].map(({ name, run }) => ({ name: `regression: ${name}`, run }));
}
