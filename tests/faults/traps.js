/**
 * A trap of the WebAssembly, in every function that enters or leaves it: no verdict, one error that
 * says so, and a new instance for the next call.
 */
import { equal, ok, rejected } from '../conformance/assert.js';
import { goodOf } from '../conformance/shapes.js';
import { BODY_ROOM } from '../boundary-figures.js';
import verify from '../vectors/verify.json' with { type: 'json' };
import { HOST_FROM, trap } from './trapping.js';

const entries = {
  hookproof: await import('hookproof'),
  'hookproof/full': await import('hookproof/full'),
};
// The host's hash is loaded by now.
await new Promise((resolve) => setImmediate(resolve));
const { body, headers: pairs, secret, now } = goodOf(verify[0]);
const headers = Object.fromEntries(pairs);
const at = { now };
const inPieces = '€'.repeat(HOST_FROM - 1);
ok(3 * inPieces.length > BODY_ROOM, 'it has room');
const onHost = 'x'.repeat(HOST_FROM);

const requestOf = (text, sent) =>
  new Request('http://localhost/', { method: 'POST', body: text, headers: sent });

/**
 * Returns what calls each import and export. A secret that was the last one is not handed over
 * again.
 */
function usesOf({ verifyWebhook, unwrapWebhook, signWebhook, Webhook, generateSecret }) {
  const [sent, sentToHost] = [signWebhook(inPieces, secret), signWebhook(onHost, secret)];
  const other = generateSecret();
  return {
    'a verification, at the body': ['nextPiece', () => verifyWebhook(inPieces, sent, secret)],
    'unwrapping, at the body': ['nextPiece', () => unwrapWebhook(inPieces, sent, secret)],
    'signing, at the body': ['nextPiece', () => signWebhook(inPieces, secret)],
    "a verification, at the host's hash": ['hash', () => verifyWebhook(onHost, sentToHost, secret)],
    "signing, at the host's hash": ['hash', () => signWebhook(onHost, secret)],
    'a verification, at a secret': ['takeSecret', () => verifyWebhook(body, headers, other, at)],
    'a verification, at its secrets': [
      'checkSecrets',
      () => verifyWebhook(body, headers, other, at),
    ],
    'a verification': ['verifyWebhook', () => verifyWebhook(body, headers, secret, at)],
    'a verification of a forged webhook': [
      'verifyWebhook',
      () => verifyWebhook(`${body} `, headers, secret, at),
    ],
    unwrapping: ['verifyWebhook', () => unwrapWebhook(body, headers, secret, at)],
    'signing, at a secret': ['takeSecret', () => signWebhook(body, other)],
    'signing, at its secrets': ['checkSecrets', () => signWebhook(body, other)],
    signing: ['signWebhook', () => signWebhook(body, secret)],
    'the check of a secret': ['takeSecret', () => new Webhook(other)],
  };
}

function fullUses({ verifyWebhook, signWebhook, generateKeyPair }) {
  const { privateKey, publicKey } = generateKeyPair();
  const sent = signWebhook(inPieces, privateKey);
  return {
    'ed25519, at the body': ['nextPiece', () => verifyWebhook(inPieces, sent, publicKey)],
    'signing by ed25519, at the body': ['nextPiece', () => signWebhook(inPieces, privateKey)],
    'a new key pair': ['publicKey', () => generateKeyPair()],
    'a new key pair, at the room for its seed': ['__wbindgen_malloc', () => generateKeyPair()],
  };
}

const attempt = (use) => {
  try {
    return { value: use() };
  } catch (error) {
    return { error };
  }
};

/** Runs with one function trapping. */
async function trapping(at, use) {
  const { count, instances } = trap;
  trap.at = at;
  try {
    return await use();
  } finally {
    trap.at = undefined;
    ok(trap.count > count, `nothing called ${at}`);
    ok(trap.instances > instances, 'no new instance was made');
  }
}

function isReplaced(error, { WebhookConfigError, WebhookVerificationError }) {
  ok(
    error instanceof WebhookConfigError && !(error instanceof WebhookVerificationError),
    String(error),
  );
  equal(
    [error.code, error.cause instanceof WebAssembly.RuntimeError],
    ['ERR_WASM_UNAVAILABLE', true],
    error.stack,
  );
  ok(error.message.includes('is replaced'), error.message);
}

export const tests = {};
for (const [name, entry] of Object.entries(entries)) {
  const uses = { ...usesOf(entry), ...(entry.generateKeyPair ? fullUses(entry) : {}) };
  for (const [what, [asked, use]] of Object.entries(uses)) {
    tests[`${name}: a trap in ${what} gives no verdict, and the next call works`] = async () => {
      for (let times = 0; times < 3; times++) {
        equal(entry.verifyWebhook(body, headers, secret, at), true, 'the call before');
        // What the test itself needs is made first, and the instance is left as the last trap left
        // it.
        const { error, value } = await trapping(asked, () => attempt(use));
        ok(error !== undefined, `it gave ${value}`);
        isReplaced(error, entry);
        equal(entry.verifyWebhook(body, headers, secret, at), true, 'the next call');
        equal(entry.verifyWebhook(`${body} `, headers, secret, at), false, 'the one after');
      }
    };
  }
  tests[`${name}: verifyRequest rejects with the same error, and the next request is verified`] =
    async () => {
      const request = () => requestOf(inPieces, entry.signWebhook(inPieces, secret));
      // The bytes of a request are as many as they are, so that the host hashes them.
      for (const asked of ['hash', 'verifyWebhook']) {
        const given = request();
        isReplaced(
          await trapping(asked, () => rejected(entry.verifyRequest(given, secret))),
          entry,
        );
      }
      const given = request();
      isReplaced(
        await trapping('takeSecret', () =>
          rejected(entry.verifyRequest(given, entry.generateSecret())),
        ),
        entry,
      );
      const error = await rejected(entry.verifyRequest(request(), secret));
      equal(error.code, 'ERR_PAYLOAD_JSON', 'authentic, and no JSON');
    };
  tests[`${name}: a new instance that traps as it starts is none, until one does not`] =
    async () => {
      // The trap of the first call is answered by an instance that traps, too.
      const { error } = await trapping('verifyWebhook', () => {
        trap.afterwards = 'buffer';
        return attempt(() => entry.verifyWebhook(body, headers, secret, at));
      });
      isReplaced(error, entry);
      const missing = await trapping('buffer', () =>
        attempt(() => entry.verifyWebhook(body, headers, secret, at)),
      );
      ok(missing.error instanceof entry.WebhookConfigError, String(missing.error));
      ok(missing.error.message.includes('cannot run here'), missing.error.message);
      equal(entry.verifyWebhook(body, headers, secret, at), true, 'the next call');
    };
  tests[`${name}: a thousand traps lose no secret, no memory and no verdict`] = async () => {
    const sent = entry.signWebhook(inPieces, secret);
    for (let times = 0; times < 1000; times++) {
      trap.at = 'nextPiece';
      const { error } = attempt(() => entry.verifyWebhook(inPieces, sent, secret));
      trap.at = undefined;
      if (error?.code !== 'ERR_WASM_UNAVAILABLE') throw new Error(`trap ${times}: ${error}`);
      if (
        !String(error.stack).includes(secret.slice(6)) &&
        entry.verifyWebhook(body, headers, secret, at)
      )
        continue;
      throw new Error(`after trap ${times}`);
    }
    equal(entry.verifyWebhook(inPieces, sent, secret), true);
  };
}
tests[
  'hookproof/full: a trap in an explanation, wherever it enters or leaves, is explained, and the next one is right'
] = async () => {
  const { explainWebhook } = entries['hookproof/full'];
  const forged = () => explainWebhook(body, headers, [new Uint8Array(24), secret.slice(0, -1)], at);
  trap.asked.clear();
  forged();
  const asked = [...trap.asked];
  ok(
    asked.length > 15 && asked.includes('explainWebhook') && asked.includes('__wbindgen_malloc'),
    asked.join(' '),
  );
  for (const name of asked) {
    const { ok: isOk, code, hints } = await trapping(name, forged);
    equal(
      [isOk, code, hints.map((hint) => hint.code)],
      [false, 'ERR_WASM_UNAVAILABLE', ['WASM_UNAVAILABLE']],
      name,
    );
    equal(explainWebhook(body, headers, secret, at).ok, true, `the one after ${name}`);
  }
};
tests['a trap of one entry leaves the other one alone'] = async () => {
  const [lean, full] = Object.values(entries);
  const sent = lean.signWebhook(inPieces, secret);
  const before = trap.instances;
  await trapping('nextPiece', () => attempt(() => lean.verifyWebhook(inPieces, sent, secret)));
  equal(trap.instances - before, 1);
  equal(full.verifyWebhook(inPieces, sent, secret), true);
};
