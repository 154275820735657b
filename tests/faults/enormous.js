/**
 * A body of more than 2 GiB. An HMAC takes it in pieces; an ed25519 signature covers one piece,
 * which no memory of WebAssembly has room for: that is an error, and no verdict.
 */
import { equal, ok, thrown } from '../conformance/assert.js';

const lean = await import('hookproof');
const full = await import('hookproof/full');
const secret = lean.generateSecret();
const { privateKey, publicKey } = full.generateKeyPair();
const body = new Uint8Array(2 ** 31 + 1);
// The time of the machine is none of its business: a slow one takes minutes for this.
const at = { now: 1_700_000_000 };
const sent = lean.signWebhook(body, secret, { timestamp: at.now });
for (const { verifyWebhook } of [lean, full]) {
  equal(verifyWebhook(body, sent, secret, at), true);
  body[2 ** 31] ^= 1;
  equal(verifyWebhook(body, sent, secret, at), false, 'the last byte is verified, too');
  body[2 ** 31] ^= 1;
}
const pretended = {
  ...sent,
  'webhook-signature': full.signWebhook('', privateKey)['webhook-signature'],
};
for (const use of [
  () => full.signWebhook(body, privateKey),
  () => full.verifyWebhook(body, pretended, publicKey, at),
]) {
  const error = thrown(use);
  ok(
    error instanceof full.WebhookConfigError && error.code === 'ERR_WASM_UNAVAILABLE',
    String(error),
  );
  equal(full.verifyWebhook('', full.signWebhook('', privateKey), publicKey), true, 'the next call');
}
equal(full.explainWebhook(body, sent, secret, at).code, 'ERR_WASM_UNAVAILABLE');
equal(full.verifyWebhook('', full.signWebhook('', secret), secret), true, 'the next call');
console.log('done');
