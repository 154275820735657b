/**
 * Nothing that a call leaves behind, such as a key that is cached, reaches the verdict of another.
 */
import fc from 'fast-check';
import { equal } from '../conformance/assert.js';
import { full, hookproof } from './judge.js';
import { headersOf, secretOf, signatureOf } from './values.js';

/** More keys than are cached. */
const pool = Array.from({ length: 24 }, (_, at) => new Uint8Array(24 + at * 3).fill(at + 1));
const secretForms = [
  (key) => key,
  secretOf,
  (key) => `v1,${secretOf(key)}`,
  (key) => Buffer.from(key).toString('base64'),
];
const body = '{"test": 2432232314}';
const base = { id: 'msg_1', timestamp: 1_614_265_330, body };
const signatures = pool.map((key) => signatureOf(base, key));

export const properties = {
  'a verdict does not depend on what was verified before': [
    [
      fc.array(
        fc.record({
          secrets: fc.array(fc.tuple(fc.nat(23), fc.nat(3)), { minLength: 1, maxLength: 3 }),
          signer: fc.nat(23),
          /** A secret that throws, after the good ones. */
          misuse: fc.option(fc.constantFrom('', 'whsec_', 'whsec_your_secret_here', 7), {
            freq: 8,
          }),
        }),
        { minLength: 2, maxLength: 20, size: 'max' },
      ),
    ],
    (steps) => {
      for (const { secrets, signer, misuse } of steps) {
        const given = secrets.map(([at, form]) => secretForms[form](pool[at]));
        const expected = secrets.some(([at]) => at === signer);
        const headers = headersOf(base, signatures[signer]);
        for (const { verifyWebhook } of [hookproof, full]) {
          const verdict = () =>
            verifyWebhook(body, headers, misuse === null ? given : [...given, misuse], {
              now: base.timestamp,
            });
          if (misuse === null) equal(verdict(), expected);
          else equal(isMisuse(verdict), true);
        }
      }
    },
  ],
};

function isMisuse(action) {
  try {
    action();
    return false;
  } catch (error) {
    return error instanceof hookproof.WebhookConfigError;
  }
}
