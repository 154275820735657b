/**
 * What is left of a secret in the module's memory, once other secrets have taken its place among
 * the keys that are kept.
 */
import { randomBytes } from 'node:crypto';
import { equal, ok } from '../conformance/assert.js';
import { memories } from './memories.js';

const lean = await import('hookproof');
const full = await import('hookproof/full');

const MAX_KEYS = 16;
const BODY = '{"type":"job.completed"}';

/**
 * Returns all the forms in which a key of HMAC is in memory, as it is used. RFC 2104: a key longer
 * than a block is hashed first.
 */
function formsOf(key, text) {
  const xor = (pad) => Buffer.from(key.subarray(0, 64).map((byte) => byte ^ pad));
  return {
    text: Buffer.from(text),
    bytes: key,
    'inner block': xor(0x36),
    'outer block': xor(0x5c),
  };
}

/**
 * Returns the forms of which any sixteen bytes in a row, at a place that is a multiple of eight,
 * are somewhere in memory.
 */
function traces(forms) {
  const found = ([, bytes]) =>
    memories.some(({ buffer }) => {
      const memory = Buffer.from(buffer);
      for (let at = 0; at + 16 <= bytes.length; at += 8)
        if (memory.includes(bytes.subarray(at, at + 16))) return true;
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

/**
 * Returns each way of giving a secret, with the forms that it has in memory, those that it is kept
 * in, and what uses it.
 */
function* waysOf(api) {
  for (const [what, length] of Object.entries(lengths)) {
    const blocks = length > 64 ? [] : ['inner block'];
    yield [
      `a secret ${what}`,
      () => {
        const key = randomBytes(length);
        const text = `whsec_${key.toString('base64')}`;
        return {
          forms: formsOf(key, text),
          kept: ['text', ...blocks],
          useIt: () => use(api, text),
        };
      },
    ];
    yield [
      `a secret ${what}, as bytes`,
      () => {
        const key = randomBytes(length);
        return {
          forms: formsOf(key, ''),
          kept: ['bytes', ...blocks],
          useIt: () => use(api, new Uint8Array(key)),
        };
      },
    ];
  }
  if (api.generateKeyPair === undefined) return;
  yield [
    'a private key',
    () => {
      const { privateKey } = api.generateKeyPair();
      const seed = Buffer.from(privateKey.slice(5), 'base64').subarray(0, 32);
      const forms = { text: Buffer.from(privateKey), seed };
      return { forms, kept: ['text', 'seed'], useIt: () => api.signWebhook(BODY, privateKey) };
    },
  ];
  yield [
    'a secret that was explained, and then another one,',
    () => {
      const key = randomBytes(64);
      const text = `whsec_${key.toString('base64')}`;
      const explain = (secret) =>
        equal(
          api.explainWebhook(BODY, api.signWebhook(BODY, api.generateSecret()), secret).ok,
          false,
        );
      // An explanation lies deeper on the stack than what comes after it, but for the next one.
      return {
        forms: formsOf(key, text),
        kept: [],
        useIt: () => explain(text),
        another: () => explain(api.generateSecret(64)),
      };
    },
  ];
}

const ofSecrets = ([entry, api]) =>
  [...waysOf(api)].map(([what, make]) => [
    `${entry}: nothing of ${what} is left when sixteen others have been used`,
    () => {
      const { forms, kept, useIt, another } = make();
      equal(traces(forms), [], 'before it is used');
      useIt();
      const found = traces(forms);
      for (const form of kept)
        ok(
          found.includes(form),
          `its ${form} is not found where it is kept: this test would find nothing`,
        );
      another?.();
      for (let count = 0; count < MAX_KEYS; count++) use(api, api.generateSecret());
      equal(traces(forms), [], 'after sixteen others');
    },
  ]);

const ofStacks = ([entry, api]) => [
  `${entry}: a decoded key is nowhere once it is taken`,
  () => {
    const key = randomBytes(512);
    const text = `whsec_${key.toString('base64')}`;
    new api.Webhook(text);
    equal(traces(formsOf(key, text)), ['text']);
  },
];

const entries = Object.entries({ hookproof: lean, 'hookproof/full': full });
export const tests = Object.fromEntries([...entries.flatMap(ofSecrets), ...entries.map(ofStacks)]);
