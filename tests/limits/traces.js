/** What is left of a secret in the module's memory, once other secrets have taken its place among the keys that are kept. */
import { randomBytes } from 'node:crypto';
import { equal, ok } from '../conformance/assert.js';
import { memories } from './memories.js';

const lean = await import('hookproof');
const full = await import('hookproof/full');

const MAX_KEYS = 16;
const BODY = '{"type":"job.completed"}';

/** All the forms in which a key of HMAC is in memory, as it is used. RFC 2104: a key longer than a block is hashed first. */
function formsOf(key, text) {
  const xor = (pad) => Buffer.from(key.subarray(0, 64).map((byte) => byte ^ pad));
  return { text: Buffer.from(text), bytes: key, 'inner block': xor(0x36), 'outer block': xor(0x5c) };
}

/** The forms of which any sixteen bytes in a row, at a place that is a multiple of eight, are somewhere in memory. */
function traces(forms) {
  const found = ([, bytes]) =>
    memories.some(({ buffer }) => {
      const memory = Buffer.from(buffer);
      for (let at = 0; at + 16 <= bytes.length; at += 8) if (memory.includes(bytes.subarray(at, at + 16))) return true;
      return false;
    });
  return Object.entries(forms)
    .filter(found)
    .map(([name]) => name);
}

function use({ signWebhook, verifyWebhook }, secret) {
  const headers = signWebhook(BODY, secret);
  equal(verifyWebhook(BODY, headers, secret), true);
  equal(verifyWebhook(`${BODY} `, headers, secret), false);
}

const lengths = { 'of the least length': 24, 'of a block': 64, 'of the greatest length': 512 };

const ofSecrets = ([entry, api]) =>
  Object.entries(lengths).map(([what, length]) => [
    `${entry}: nothing of a secret ${what} is left when sixteen others have been used`,
    () => {
      const key = randomBytes(length);
      const text = `whsec_${key.toString('base64')}`;
      const forms = formsOf(key, text);
      equal(traces(forms), [], 'before it is used');
      use(api, text);
      ok(length > 64 || traces(forms).includes('inner block'), 'the key is not found where it is kept: this test would find nothing');
      ok(traces(forms).includes('text'), 'its text is not found where it is kept: this test would find nothing');
      for (let count = 0; count < MAX_KEYS; count++) use(api, api.generateSecret());
      equal(traces(forms), [], 'after sixteen others');
    },
  ]);

export const tests = Object.fromEntries(Object.entries({ hookproof: lean, 'hookproof/full': full }).flatMap(ofSecrets));
