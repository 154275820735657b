/**
 * Memory: none is lost over a million verifications, and none is taken for a larger body. Run with
 * `node --expose-gc`.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { equal, ok } from '../conformance/assert.js';
import { checkWebhook } from '../conformance/vectors.js';
import { heapBytes, memories, wasmBytes } from './memories.js';

const hookproof = await import('hookproof');
const { generateSecret, signWebhook, verifyRequest, verifyWebhook } = hookproof;
const [memory] = memories;
const full = await import('hookproof/full');

const secret = generateSecret();

export const tests = {
  'a million verifications lose no memory': () => {
    const body = JSON.stringify({ type: 'job.completed', data: 'x'.repeat(1000) });
    const headers = signWebhook(body, secret);
    const forged = { ...headers, 'webhook-signature': 'v1,forged' };
    const verify = (times) => {
      for (let at = 0; at < times; at++)
        equal(verifyWebhook(body, at % 2 === 0 ? headers : forged, secret), at % 2 === 0);
    };
    verify(10_000);
    const [heap, wasm] = [heapBytes(), wasmBytes()];
    verify(1_000_000);
    const grown = heapBytes() - heap;
    ok(grown < 1024 * 1024, `${grown} bytes more`);
    equal(wasmBytes(), wasm, 'WebAssembly memory');
  },
  'ten thousand different secrets lose no memory': () => {
    const body = '{}';
    const use = (times) => {
      for (let at = 0; at < times; at++) {
        const fresh = generateSecret();
        equal(verifyWebhook(body, signWebhook(body, fresh), fresh), true);
      }
    };
    use(100);
    const [heap, wasm] = [heapBytes(), wasmBytes()];
    use(10_000);
    const grown = heapBytes() - heap;
    ok(grown < 1024 * 1024, `${grown} bytes more`);
    equal(wasmBytes(), wasm, 'WebAssembly memory');
  },
  'a body of 64 MiB verifies in the memory of an empty one': () => {
    verifyWebhook('', {}, secret);
    const wasm = wasmBytes();
    ok(wasm > 0, 'no WebAssembly memory was seen');
    for (const body of ['é'.repeat(32 * 1024 * 1024), Buffer.alloc(64 * 1024 * 1024, 'x')]) {
      const headers = signWebhook(body, secret);
      equal(verifyWebhook(body, headers, secret), true);
      equal(verifyWebhook(body.slice(1), headers, secret), false);
    }
    equal(wasmBytes(), wasm, 'WebAssembly memory');
  },
  'it has memory for a body of 64 KiB, and a stack that no webhook half fills': () => {
    const vectors = JSON.parse(readFileSync('tests/vectors/verify.json', 'utf8'));
    for (const vector of vectors) checkWebhook(hookproof, vector);
    ok(memory.buffer.byteLength <= 192 * 1024, `${memory.buffer.byteLength} bytes`);
    // The stack comes first, and is used from its end on.
    const unused = new Uint8Array(memory.buffer).findIndex((byte) => byte !== 0);
    ok(unused >= 32 * 1024, `${unused} bytes are left`);
  },
  'ed25519 takes as much memory as the body has bytes, once': () => {
    const { privateKey, publicKey } = full.generateKeyPair();
    const body = 'x'.repeat(64 * 1024 * 1024);
    const wasm = wasmBytes();
    const headers = full.signWebhook(body, privateKey);
    for (let times = 0; times < 3; times++) {
      equal(full.verifyWebhook(body, headers, publicKey), true);
      const grown = wasmBytes() - wasm;
      ok(grown < body.length + 1024 * 1024, `${grown} bytes more`);
    }
  },
  'a body that comes byte by byte takes no more memory than one that comes at once': async () => {
    const grownAtTheEndOf = async (length) => {
      const before = heapBytes();
      let [sent, grown] = [0, 0];
      const body = new ReadableStream({
        pull(controller) {
          controller.enqueue(new Uint8Array([0x31]));
          if (++sent < length) return;
          grown = heapBytes() - before;
          controller.close();
        },
      });
      const headers = new Headers(signWebhook('1'.repeat(length), secret));
      equal((await verifyRequest({ headers, body, bodyUsed: false }, secret)).body.length, length);
      return grown;
    };
    await grownAtTheEndOf(1000);
    const length = 200_000;
    const grown = await grownAtTheEndOf(length);
    ok(grown < 8 * length, `${grown} bytes more`);
  },
  'who declares a large body and sends little takes little': async () => {
    const whole = 'x'.repeat(1024 * 1024);
    const headers = new Headers(signWebhook(whole, secret));
    headers.set('content-length', String(whole.length));
    const grownWhile = async () => {
      const before = heapBytes();
      let grown = 0;
      const body = new ReadableStream(
        {
          start: (controller) => controller.enqueue(new Uint8Array(100)),
          async pull(controller) {
            await sleep(20);
            grown = heapBytes() - before;
            controller.error(new Error('broken off'));
          },
        },
        { highWaterMark: 0 },
      );
      const verdict = verifyRequest({ headers, body, bodyUsed: false }, secret);
      equal(await verdict.catch(({ code }) => code), 'ERR_NO_MATCHING_SIGNATURE');
      ok(grown !== 0, 'it was not measured');
      return grown;
    };
    await grownWhile();
    const grown = await grownWhile();
    ok(grown < 256 * 1024, `${grown} bytes more`);
  },
  'a thousand explanations lose no memory, and one takes a few times what the body has bytes':
    () => {
      const body = JSON.stringify(Array.from({ length: 20_000 }, (_, at) => ({ at, text: 'é</' })));
      const headers = full.signWebhook(JSON.stringify(JSON.parse(body), null, 3), secret);
      const wasm = wasmBytes();
      const explain = (payload) =>
        equal(full.explainWebhook(payload, headers, secret).hints[0].code, 'BODY_CHANGED');
      explain(body);
      const grown = wasmBytes() - wasm;
      ok(grown < 24 * body.length, `${grown} bytes more, for ${body.length}`);
      explain(body);
      for (let times = 0; times < 1000; times++) explain('{"a":1}');
      equal(wasmBytes() - wasm, grown, 'WebAssembly memory');
    },
};
