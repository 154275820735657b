/** Tests what options may be, and what they mean when they are left out. */
import { equal, ok, thrown } from '../assert.js';

export function options({
  verifyWebhook,
  unwrapWebhook,
  signWebhook,
  body,
  secret,
  now,
  record,
  verify,
  configCode,
}) {
  return {
    'minSecretBytes is a whole number from 1 to 512': () => {
      for (const minSecretBytes of [
        0,
        -1,
        0.5,
        18.5,
        513,
        65537,
        2 ** 32 + 24,
        Number.NaN,
        Infinity,
        -Infinity,
        '18',
        null,
        18n,
        true,
        {},
      ]) {
        for (const action of [
          () => verify(record, { now, minSecretBytes }),
          () => unwrapWebhook(body, record, secret, { now, minSecretBytes }),
          () => signWebhook(body, secret, { minSecretBytes }),
        ]) {
          equal(configCode(action), 'ERR_OPTION', String(minSecretBytes));
          ok(thrown(action).message.includes('minSecretBytes'));
        }
      }
    },
    'options that are not what they should be are errors': () => {
      const invalid = [
        { toleranceSeconds: -1 },
        { toleranceSeconds: Number.NaN },
        { toleranceSeconds: Infinity },
        { toleranceSeconds: '300' },
        { toleranceSeconds: null },
        { now: Number.NaN },
        { now: Infinity },
        { now: '1614265330' },
        { now: null },
        { now: new Date(Number.NaN) },
        { now: {} },
        300,
        'x',
        true,
      ];
      for (const options of invalid) {
        equal(
          configCode(() => verify(record, options)),
          'ERR_OPTION',
          JSON.stringify(options),
        );
        equal(
          configCode(() => unwrapWebhook(body, record, secret, options)),
          'ERR_OPTION',
        );
      }
    },
    'options left out, undefined or empty mean the clock and 300 seconds': () => {
      for (const options of [undefined, {}, { now: undefined, toleranceSeconds: undefined }]) {
        equal(verifyWebhook(body, record, secret, options), false);
        equal(verifyWebhook(body, signWebhook(body, secret), secret, options), true);
      }
      const seconds = Date.now() / 1000;
      equal(
        verifyWebhook(body, signWebhook(body, secret, { timestamp: seconds - 290 }), secret),
        true,
      );
      equal(
        verifyWebhook(body, signWebhook(body, secret, { timestamp: seconds - 310 }), secret),
        false,
      );
    },
    'now is a Date or seconds, rounded down, and a tolerance may have a fraction': () => {
      equal(verify(record, { now: new Date((now + 300.999) * 1000) }), true);
      equal(verify(record, { now: now + 300.999 }), true);
      equal(verify(record, { now: now + 301 }), false);
      equal(verify(record, { now: now + 1, toleranceSeconds: 1.5 }), true);
      equal(verify(record, { now: now + 2, toleranceSeconds: 1.5 }), false);
      equal(verify(record, { now: Number.MAX_VALUE, toleranceSeconds: 1e15 }), false);
      equal(verify(record, { now: -1, toleranceSeconds: 1e15 }), true);
    },
  };
}
