/**
 * What `hookproof/full` does when its memory cannot grow: run by `node --wasm-max-mem-pages=N`, so
 * that the engine itself refuses. The other entry takes no memory for a body, and goes on.
 */
import { equal, ok, thrown } from '../conformance/assert.js';
import { goodOf } from '../conformance/shapes.js';
import verify from '../vectors/verify.json' with { type: 'json' };

const lean = await import('hookproof');
const full = await import('hookproof/full');
const { body, headers, secret, now } = goodOf(verify[0]);
const at = { now };
const large = 'x'.repeat(Number(process.argv[2]));
const { privateKey, publicKey } = full.generateKeyPair();

const isRefused = (action) => {
  const error = thrown(action);
  ok(error instanceof full.WebhookConfigError, String(error));
  equal(
    [error.code, error.cause instanceof WebAssembly.RuntimeError],
    ['ERR_WASM_UNAVAILABLE', true],
    error.stack,
  );
};
const nextWorks = () => {
  equal(full.verifyWebhook(body, headers, secret, at), true, 'the next call');
  equal(
    full.verifyWebhook(body, full.signWebhook(body, privateKey), publicKey),
    true,
    'the next v1a',
  );
};
const sent = full.signWebhook(large, secret);
const pretended = {
  ...sent,
  'webhook-signature': full.signWebhook(body, privateKey)['webhook-signature'],
};
for (let times = 0; times < 3; times++) {
  isRefused(() => full.signWebhook(large, privateKey));
  nextWorks();
  isRefused(() => full.verifyWebhook(large, pretended, publicKey));
  nextWorks();
  const { ok: isOk, code } = full.explainWebhook(large, sent, secret);
  equal([isOk, code], [false, 'ERR_WASM_UNAVAILABLE']);
  nextWorks();
}
for (const { verifyWebhook } of [lean, full]) {
  equal(verifyWebhook(large, sent, secret), true, 'an HMAC needs no room for the body');
  equal(verifyWebhook(`${large} `, sent, secret), false);
}
console.log('done');
