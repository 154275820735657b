/** What holds of every webhook that an HMAC key signs. */
import fc from 'fast-check';
import { equal, ok } from '../conformance/assert.js';
import { full, hookproof, judge } from './judge.js';
import {
  changed,
  changes,
  entryOf,
  flipped,
  headersOf,
  keys,
  messages,
  secretOf,
  signatureOf,
} from './values.js';

const NO_MATCH = 'ERR_NO_MATCHING_SIGNATURE';
const ANY_TIME = 1e13;

const junk = fc.oneof(
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .map((text) => text.replaceAll(' ', '_')),
  fc
    .tuple(fc.constantFrom('v1', 'v1a', 'v2', 'V1', 'v1,v1'), fc.uint8Array({ maxLength: 40 }))
    .map(([version, tag]) => entryOf(version, tag)),
  fc.constantFrom('v1', 'v1,', ',', 'v1,AA', 'v1,!!!!', '\ud800', 'v2,x'),
  fc.integer({ min: 30, max: 600 }).map((length) => `v2,${'x'.repeat(length)}`),
);

/** Now, in each of the forms that it is given in, and in whole seconds. */
const nows = fc.record({
  off: fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }),
  ),
  atBound: fc.constantFrom(-1, 0, 1),
  milliseconds: fc.nat(999),
  asDate: fc.boolean(),
});
const tolerances = fc.oneof(
  fc.nat(1000),
  fc.nat(1e12),
  fc.double({ min: 0, max: 1e6, noNaN: true }),
);

export const properties = {
  'what is signed verifies': [
    [messages, keys, fc.integer({ min: -300, max: 300 }), fc.boolean()],
    (message, key, age, asText) => {
      const { id, timestamp, body } = message;
      const secret = asText ? secretOf(key) : key;
      const headers = headersOf(message, signatureOf(message, key));
      for (const { signWebhook } of [hookproof, full])
        equal(signWebhook(body, secret, { id, timestamp }), headers);
      equal(judge(body, headers, secret, { now: timestamp + age }), 'authentic');
    },
  ],
  'a changed bit is refused': [
    [messages, keys, changes],
    (message, key, change) => {
      const webhook = changed({ message, signature: signatureOf(message, key) }, change);
      const secret = change.part === 'key' ? flipped(key, change.bit) : key;
      const headers = headersOf(webhook.message, webhook.signature);
      const verdict = judge(webhook.message.body, headers, secret, {
        now: message.timestamp,
        toleranceSeconds: ANY_TIME,
      });
      ok(verdict !== 'authentic', `a bit of the ${change.part} is another`);
    },
  ],
  'neither order nor junk changes the verdict': [
    [
      messages,
      keys,
      keys,
      fc.array(junk, { maxLength: 36, size: 'max' }),
      fc.boolean(),
      fc.nat(36),
      fc.integer({ min: 1, max: 3 }),
    ],
    (message, key, other, entries, hasRight, place, gap) => {
      fc.pre(!Buffer.from(key).equals(other));
      const list = [...entries, signatureOf(message, other)];
      if (hasRight) list.splice(place % (list.length + 1), 0, signatureOf(message, key));
      const signature = list.join(' '.repeat(gap));
      // A comma alone is no entry: what ends one may stand by itself.
      const count = list.filter((entry) => entry !== ',').length;
      const isLawful = count <= 32 && Buffer.byteLength(signature) <= 4096;
      const expected = !isLawful ? 'ERR_MALFORMED_HEADER' : hasRight ? 'authentic' : NO_MATCH;
      equal(
        judge(message.body, headersOf(message, signature), key, { now: message.timestamp }),
        expected,
      );
    },
  ],
  'a webhook is fresh within the tolerance and at its bounds': [
    [messages, keys, nows, tolerances],
    (message, key, { off, atBound, milliseconds, asDate }, toleranceSeconds) => {
      const seconds = message.timestamp + off + atBound * Math.floor(toleranceSeconds);
      const now = asDate ? new Date(seconds * 1000 + milliseconds) : seconds + milliseconds / 1000;
      const age = seconds - message.timestamp;
      const expected =
        Math.abs(age) <= toleranceSeconds
          ? 'authentic'
          : age > 0
            ? 'ERR_TIMESTAMP_TOO_OLD'
            : 'ERR_TIMESTAMP_TOO_NEW';
      equal(
        judge(message.body, headersOf(message, signatureOf(message, key)), key, {
          now,
          toleranceSeconds,
        }),
        expected,
      );
    },
  ],
  'the first secret that matches is named': [
    [
      messages,
      fc.array(keys, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(3), { minLength: 1, maxLength: 16, size: 'max' }),
      fc.nat(15),
    ],
    (message, pool, places, signing) => {
      const picked = places.map((place) => pool[place % pool.length]);
      const isOneOf = (some, key) => some.some((one) => Buffer.from(one).equals(key));
      const signers = pool.filter((_, at) => signing & (1 << at));
      const webhook = { ...message, body: Buffer.from('{}') };
      const headers = headersOf(
        webhook,
        ['v2,x', ...signers.map((key) => signatureOf(webhook, key))].join(' '),
      );
      const secrets = picked.map((key, at) => (at % 2 ? key : secretOf(key)));
      const first = picked.findIndex((key) => isOneOf(signers, key));
      for (const { unwrapWebhook, verifyWebhook } of [hookproof, full]) {
        const options = { now: message.timestamp };
        equal(verifyWebhook(webhook.body, headers, secrets, options), first >= 0);
        if (first >= 0)
          equal(unwrapWebhook(webhook.body, headers, secrets, options).secretIndex, first);
      }
    },
  ],
};
