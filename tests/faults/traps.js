/** A trap of the WebAssembly, in every function that enters it: no verdict, one error that says so, and a new instance for the next call. */
import { equal, ok, rejected } from '../conformance/assert.js';
import { goodOf } from '../conformance/shapes.js';
import verify from '../vectors/verify.json' with { type: 'json' };
import { trap } from './trapping.js';

const entries = { hookproof: await import('hookproof'), 'hookproof/full': await import('hookproof/full') };
const { body, headers: pairs, secret, now } = goodOf(verify[0]);
const headers = Object.fromEntries(pairs);
const at = { now };
/** Written to memory in pieces, where a short one of them is written at once. */
const long = 'é'.repeat(2000);

/** What each import is asked for by. A secret that was used before is not asked for again. */
function usesOf({ verifyWebhook, unwrapWebhook, signWebhook, Webhook, generateSecret }) {
  const sent = signWebhook(long, secret);
  const oddly = { ...headers, 'webhook-id': '€'.repeat(600) };
  return {
    'a verification, at a secret': ['writeSecret', () => verifyWebhook(body, headers, generateSecret(), at)],
    'a verification, at a header': ['writeHeader', () => verifyWebhook(body, oddly, secret, at)],
    'a verification, at the body': ['writePayload', () => verifyWebhook(long, sent, secret)],
    'unwrapping, at the body': ['writePayload', () => unwrapWebhook(long, sent, secret)],
    'signing, at a secret': ['writeSecret', () => signWebhook(body, generateSecret())],
    'signing, at the id': ['writeHeader', () => signWebhook(body, secret)],
    'signing, at the body': ['writePayload', () => signWebhook(long, secret)],
    'the check of a secret': ['writeSecret', () => new Webhook(generateSecret())],
  };
}

function fullUses({ verifyWebhook, signWebhook, generateKeyPair }) {
  const { privateKey, publicKey } = generateKeyPair();
  const sent = signWebhook(body, privateKey);
  return {
    'ed25519, at the body': [
      'writePayload',
      () => verifyWebhook(long, signWebhook(long, privateKey), publicKey),
      () => verifyWebhook(body, sent, publicKey),
    ],
    'a new key pair': ['writeSecret', () => generateKeyPair()],
  };
}

const attempt = (use) => {
  try {
    return { value: use() };
  } catch (error) {
    return { error };
  }
};

/** Runs with one import answering wrongly. */
async function trapping(at, use) {
  const { count, instances } = trap;
  trap.at = at;
  try {
    return await use();
  } finally {
    trap.at = undefined;
    ok(trap.count > count, `nothing asked for ${at}`);
    ok(trap.instances > instances, 'no new instance was made');
  }
}

function isReplaced(error, { WebhookConfigError, WebhookVerificationError }) {
  ok(error instanceof WebhookConfigError && !(error instanceof WebhookVerificationError), String(error));
  equal([error.code, error.cause instanceof WebAssembly.RuntimeError], ['ERR_WASM_UNAVAILABLE', true], error.stack);
  ok(error.message.includes('is replaced'), error.message);
}

export const tests = {};
for (const [name, entry] of Object.entries(entries)) {
  const uses = { ...usesOf(entry), ...(entry.generateKeyPair ? fullUses(entry) : {}) };
  for (const [what, [asked, use]] of Object.entries(uses)) {
    tests[`${name}: a trap in ${what} gives no verdict, and the next call works`] = async () => {
      for (let times = 0; times < 3; times++) {
        // What the test itself needs is made first, and the instance is left as the last trap left it.
        const { error, value } = await trapping(asked, () => attempt(use));
        ok(error !== undefined, `it gave ${value}`);
        isReplaced(error, entry);
        equal(entry.verifyWebhook(body, headers, secret, at), true, 'the next call');
        equal(entry.verifyWebhook(`${body} `, headers, secret, at), false, 'the one after');
      }
    };
  }
  tests[`${name}: verifyRequest rejects with the same error, and the next request is verified`] = async () => {
    const request = () => new Request('http://localhost/', { method: 'POST', body: long, headers: entry.signWebhook(long, secret) });
    const [first, second] = [request(), request()];
    isReplaced(await trapping('writePayload', () => rejected(entry.verifyRequest(first, secret))), entry);
    isReplaced(await trapping('writeSecret', () => rejected(entry.verifyRequest(second, entry.generateSecret()))), entry);
    const { error } = await entry.verifyRequest(request(), secret).catch((error) => ({ error }));
    equal(error.code, 'ERR_PAYLOAD_JSON', 'authentic, and no JSON');
  };
  tests[`${name}: a thousand traps lose no secret, no memory and no verdict`] = async () => {
    const sent = entry.signWebhook(long, secret);
    for (let times = 0; times < 1000; times++) {
      trap.at = 'writePayload';
      const { error } = attempt(() => entry.verifyWebhook(long, sent, secret));
      trap.at = undefined;
      if (error?.code !== 'ERR_WASM_UNAVAILABLE') throw new Error(`trap ${times}: ${error}`);
      if (!String(error.stack).includes(secret.slice(6)) && entry.verifyWebhook(long, sent, secret)) continue;
      throw new Error(`after trap ${times}`);
    }
  };
}
tests['hookproof/full: a trap in an explanation is explained, and the next one is right'] = async () => {
  const { explainWebhook } = entries['hookproof/full'];
  for (const asked of ['writeSecret', 'writePayload', 'writeHeader']) {
    const { ok: isOk, code, hints } = await trapping(asked, () => explainWebhook(body, headers, secret, at));
    equal([isOk, code, hints.map((hint) => hint.code)], [false, 'ERR_WASM_UNAVAILABLE', ['WASM_UNAVAILABLE']]);
    equal(explainWebhook(body, headers, secret, at).ok, true, 'the next one');
  }
};
tests['a trap of one entry leaves the other one alone'] = async () => {
  const [lean, full] = Object.values(entries);
  const sent = lean.signWebhook(long, secret);
  const before = trap.instances;
  await trapping('writePayload', () => attempt(() => lean.verifyWebhook(long, sent, secret)));
  equal(trap.instances - before, 1);
  equal(full.verifyWebhook(long, sent, secret), true);
};
