/**
 * Run by node with something taken away: the import must not break, and a call says what is
 * missing.
 */
import { equal, ok, thrown } from '../conformance/assert.js';
import { goodOf } from '../conformance/shapes.js';
import verify from '../vectors/verify.json' with { type: 'json' };

const [, , mode, advice] = process.argv;
const { WebAssembly } = globalThis;
let refusals = 0;
if (mode === 'refused') {
  // As under a policy without 'wasm-unsafe-eval'.
  globalThis.WebAssembly = {
    ...WebAssembly,
    Module: class {
      constructor() {
        refusals++;
        throw new EvalError('compiling is refused');
      }
    },
  };
}
const entries = [await import('hookproof'), await import('hookproof/full')];
const { body, headers, secret, now } = goodOf(verify[0]);
for (const entry of entries) {
  for (let times = 0; times < 2; times++) {
    const error = thrown(() => entry.verifyWebhook(body, headers, secret, { now }));
    ok(error instanceof entry.WebhookConfigError, String(error));
    equal(error.code, 'ERR_WASM_UNAVAILABLE');
    ok(error.message.includes(advice), error.message);
    ok(error.cause instanceof Error, 'no cause');
    equal(thrown(() => new entry.Webhook(secret)).code, 'ERR_WASM_UNAVAILABLE');
    equal(thrown(() => entry.signWebhook(body, secret)).code, 'ERR_WASM_UNAVAILABLE');
  }
}
if (mode === 'refused') {
  ok(refusals > 0, 'nothing was refused');
  globalThis.WebAssembly = WebAssembly;
  for (const { verifyWebhook } of entries)
    equal(verifyWebhook(body, headers, secret, { now }), true, 'allowed again');
}
console.log('done');
