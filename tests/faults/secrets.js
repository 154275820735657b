/**
 * A million secrets, some new and some used before, alone and in lists: each verdict is right, the
 * position is that of the secret that signed, and no memory is lost. What signs is node:crypto. Run
 * with `node --expose-gc`, and how many as an argument.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { equal, ok } from '../conformance/assert.js';
import { heapBytes, memories, wasmBytes } from '../limits/memories.js';

const entries = [await import('hookproof'), await import('hookproof/full')];
const { WebhookVerificationError } = entries[0];

/** More than the 16 whose keys are kept, so that they come and go. */
const KEPT = 40;
const known = [];
const now = 1_700_000_000;
const body = '{"type":"job.completed"}';

const below = (limit) => randomBytes(2).readUInt16LE() % limit;

/**
 * Returns a key of a length that is allowed, and one of the ways to write it. Some differ from
 * another one in a single bit.
 */
function made() {
  const near = below(4) === 0 ? known[below(KEPT)]?.key : undefined;
  const key =
    near === undefined
      ? randomBytes(24 + (below(8) === 0 ? below(489) : below(41)))
      : Buffer.from(near);
  if (near !== undefined) key[below(key.length)] ^= 1 << below(8);
  const forms = [
    () => `whsec_${key.toString('base64')}`,
    () => `whsec_${key.toString('base64url')}`,
    () => `v1,whsec_${key.toString('base64')}`,
    () => new Uint8Array(key),
  ];
  return { key, secret: forms[below(4)]() };
}

function pick() {
  const at = below(KEPT);
  if (below(3) === 0) known[at] = made();
  return known[at];
}

function verifyOne(count) {
  const { unwrapWebhook } = entries[count & 1];
  const list = Array.from({ length: 1 + (below(4) === 0 ? below(16) : 0) }, pick);
  const isForged = below(2) === 0;
  const signer = isForged ? made() : list[below(list.length)];
  const id = `msg_${count}`;
  const signature = createHmac('sha256', signer.key)
    .update(`${id}.${now}.${body}`)
    .digest('base64');
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(now),
    'webhook-signature': `v1,${signature}`,
  };
  const secrets =
    list.length === 1 && below(2) === 0 ? list[0].secret : list.map(({ secret }) => secret);
  const expected = list.findIndex(({ key }) => key.equals(signer.key));
  let found = -1;
  try {
    found = unwrapWebhook(body, headers, secrets, { now }).secretIndex;
  } catch (error) {
    if (!(error instanceof WebhookVerificationError && error.code === 'ERR_NO_MATCHING_SIGNATURE'))
      throw error;
  }
  if (found !== expected) equal(found, expected, `webhook ${count}, ${list.length} secrets`);
  return expected >= 0;
}

while (known.length < KEPT) known.push(made());
const count = Number(process.argv[2]);
for (let at = 0; at < 2000; at++) verifyOne(at);
const [heap, wasm] = [heapBytes(), wasmBytes()];
let authentic = 0;
for (let at = 0; at < count; at++) authentic += verifyOne(at);
const grown = heapBytes() - heap;
ok(authentic > count / 4 && authentic < (3 * count) / 4, `${authentic} of ${count} were authentic`);
ok(grown < 1024 * 1024, `${grown} bytes more`);
equal([wasmBytes(), memories.length], [wasm, 2], 'WebAssembly memory and instances');
console.log(JSON.stringify({ count, authentic, grown }));
