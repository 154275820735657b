/** Tests what a secret may be, and what is said of a wrong one. */
import { equal, ok, thrown } from '../assert.js';

export function secrets({
  verifyWebhook,
  signWebhook,
  body,
  secret,
  now,
  record,
  at,
  verify,
  configCode,
}) {
  return {
    'a secret may be as short as minSecretBytes says, and no shorter': () => {
      const short = new Uint8Array(18).fill(7);
      const signed = signWebhook(body, short, { timestamp: now, minSecretBytes: 18 });
      // In this order: what was taken with less must not be taken with more.
      for (const minSecretBytes of [18, 1, 18, 19, 1, 24, undefined, 18]) {
        const enough = minSecretBytes <= 18;
        const judged = () => verifyWebhook(body, signed, [short, secret], { now, minSecretBytes });
        equal(
          enough ? judged() : configCode(judged),
          enough || 'ERR_SECRET_LENGTH',
          String(minSecretBytes),
        );
        const signing = () =>
          signWebhook(body, short, { minSecretBytes })['webhook-signature'].length;
        equal(
          enough ? signing() : configCode(signing),
          enough ? 47 : 'ERR_SECRET_LENGTH',
          String(minSecretBytes),
        );
      }
      const text = `whsec_${'A'.repeat(24)}`;
      for (const minSecretBytes of [18, 19, 18, undefined]) {
        const judged = () => verifyWebhook(body, record, text, { now, minSecretBytes });
        equal(
          minSecretBytes === 18 ? judged() : configCode(judged),
          minSecretBytes === 18 ? false : 'ERR_SECRET_LENGTH',
        );
      }
      ok(thrown(() => verifyWebhook(body, record, text, at)).message.includes('minSecretBytes'));
      equal(
        configCode(() => verifyWebhook(body, record, '', { now, minSecretBytes: 1 })),
        'ERR_SECRET_MISSING',
      );
    },
    "a secret that is no base64 is told to be, perhaps, the key's text": () => {
      const error = thrown(
        () =>
          verify(record, at) &&
          verifyWebhook(body, record, 'polar_whs_ovyN6cPrTv56AApvzCaJno08SSmGJmgbWilb33N2JuK', at),
      );
      ok(error.message.includes('new TextEncoder().encode(secret)'), error.message);
    },
    'a secret whose bytes are gone is an error, and the next call works': () => {
      const memory = new WebAssembly.Memory({ initial: 1 });
      const key = new Uint8Array(memory.buffer, 0, 32);
      memory.grow(1);
      equal(
        configCode(() => verifyWebhook(body, record, key, at)),
        'ERR_SECRET_KIND',
      );
      ok(verify(record), 'the next call');
    },
    'a secret is read by nothing that its owner could have replaced': () => {
      const key = new Uint8Array(32);
      key.subarray = () => {
        throw new Error('called');
      };
      ok(!verifyWebhook(body, record, key, at), 'a key of zeros');
    },
    'a secret that is no string and no Uint8Array is an error that says so': () => {
      for (const wrong of [
        1,
        true,
        {},
        new ArrayBuffer(32),
        new Uint16Array(32),
        new DataView(new ArrayBuffer(32)),
        Symbol('x'),
        () => secret,
      ]) {
        equal(
          configCode(() => verifyWebhook(body, record, wrong, at)),
          'ERR_SECRET_KIND',
        );
      }
      for (const missing of [undefined, null, [], [undefined], [null]]) {
        equal(
          configCode(() => verifyWebhook(body, record, missing, at)),
          'ERR_SECRET_MISSING',
        );
      }
    },
    'a wrong secret among several is named by its position': () => {
      const error = thrown(() => verifyWebhook(body, record, [secret, secret, 'whsec_'], at));
      equal(error.code, 'ERR_SECRET_MISSING');
      ok(error.message.endsWith('(secret 3 of 3)'), error.message);
    },
    '17 secrets are too many': () => {
      equal(
        configCode(() => verifyWebhook(body, record, Array(17).fill(secret), at)),
        'ERR_SECRET_LENGTH',
      );
    },
  };
}
