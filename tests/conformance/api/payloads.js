/** Tests what a payload may be, and what becomes of it once it is verified. */
import { equal, ok, thrown } from '../assert.js';

export function payloads({
  verifyWebhook,
  unwrapWebhook,
  signWebhook,
  WebhookVerificationError,
  body,
  secret,
  now,
  record,
  at,
  configCode,
}) {
  return {
    'a payload that is a parsed object names the setting to change': () => {
      for (const payload of [
        JSON.parse(body),
        [],
        null,
        undefined,
        1,
        true,
        new Date(),
        new Map(),
        () => body,
        Symbol('x'),
        1n,
      ]) {
        const error = thrown(() => verifyWebhook(payload, record, secret, at));
        equal(error.code, 'ERR_PAYLOAD_TYPE');
        ok(
          error.message.includes('express.raw') &&
            error.message.includes('bodyParser') &&
            error.message.includes('rawBody'),
          error.message,
        );
      }
    },
    'a payload that only claims to be an ArrayBuffer is refused': () => {
      equal(
        configCode(() =>
          verifyWebhook({ [Symbol.toStringTag]: 'ArrayBuffer', byteLength: 3 }, record, secret, at),
        ),
        'ERR_PAYLOAD_TYPE',
      );
    },
    'a lone surrogate in a string payload is what UTF-8 makes of it': () => {
      const headers = signWebhook('\ufffd', secret, { timestamp: now });
      equal(verifyWebhook('\ud800', headers, secret, at), true);
      const split = `${'x'.repeat(32767)}😀`;
      equal(
        verifyWebhook(
          split,
          signWebhook(new TextEncoder().encode(split), secret, { timestamp: now }),
          secret,
          at,
        ),
        true,
      );
    },
    'bytes shared with other threads are verified and parsed from one copy': () => {
      const buffer = sharedBuffer();
      // An engine that has no way at all to share memory has nothing to get wrong here.
      if (buffer === undefined) return;
      const shared = new Uint8Array(buffer, 0, body.length);
      shared.set(new TextEncoder().encode(body));
      equal(unwrapWebhook(shared, record, secret, at).event, JSON.parse(body));
    },
    'JSON is parsed after verification, and its absence is told apart': () => {
      for (const text of ['', 'not json', '\ufeff{}', '{"a":1']) {
        for (const payload of [text, new TextEncoder().encode(text)]) {
          const error = thrown(() =>
            unwrapWebhook(payload, signWebhook(payload, secret, { timestamp: now }), secret, at),
          );
          equal(error.code, 'ERR_PAYLOAD_JSON', text);
          ok(error instanceof WebhookVerificationError);
        }
      }
      equal(
        thrown(() => unwrapWebhook('not json', record, secret, at)).code,
        'ERR_NO_MATCHING_SIGNATURE',
      );
    },
    'a key named __proto__ in an event pollutes nothing': () => {
      const text = '{"__proto__":{"polluted":true}}';
      unwrapWebhook(text, signWebhook(text, secret, { timestamp: now }), secret, at);
      equal({}.polluted, undefined);
    },
  };
}

/** Shared memory; outside a cross-origin isolated page only WebAssembly gives it. */
function sharedBuffer() {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer;
  } catch {
    return undefined;
  }
}
