/**
 * tags.json: the right tag, truncated and modified in the ways of Wycheproof's HMAC set, under keys
 * of lengths that hash differently.
 */
import { createHash } from 'node:crypto';
import { webhookList } from './lists.js';
import { base64, BODY, ID, keyOf, NO_MATCH, range, SECRET, sign, tag, TIME } from './scheme.js';

const { cases, accept, refuse } = webhookList();
export { cases as tags };

const RULE = 'tag';
for (const length of [24, 32, 64, 65, 512]) {
  const key = range(length);
  accept(`the whole tag, by a key of ${length} bytes`, RULE, {
    secrets: [`whsec_${base64(key)}`],
    signature: sign({ key }),
  });
}

const right = tag({});
const entry = (bytes) => `v1,${Buffer.from(bytes).toString('base64')}`;
const changed = (name, bytes) => refuse(name, RULE, NO_MATCH, { signature: entry(bytes) });
for (let length = 0; length < right.length; length++)
  changed(`truncated to ${length} bytes`, right.subarray(0, length));
for (const more of [1, 16, 32])
  changed(`with ${more} bytes after it`, [...right, ...Buffer.alloc(more)]);

const withBits = (...flipped) =>
  right.map((byte, at) =>
    flipped.reduce((now, bit) => (bit >> 3 === at ? now ^ (1 << (bit & 7)) : now), byte),
  );
for (const bit of [
  0, 1, 7, 8, 31, 32, 33, 63, 64, 71, 77, 80, 96, 97, 103, 120, 121, 126, 127, 128, 191, 192, 248,
  249, 254, 255,
]) {
  changed(`with bit ${bit} flipped`, withBits(bit));
}
for (const pair of [
  [0, 64],
  [31, 63],
  [63, 127],
  [127, 255],
])
  changed(`with the bits ${pair.join(' and ')} flipped`, withBits(...pair));
changed(
  'with all bits flipped',
  right.map((byte) => ~byte),
);
changed('of zeros', Buffer.alloc(32));
changed('of ones', Buffer.alloc(32, 255));
changed(
  'with the first bit of each byte flipped',
  right.map((byte) => byte ^ 128),
);
changed(
  'with the last bit of each byte flipped',
  right.map((byte) => byte ^ 1),
);
changed('with its halves exchanged', [...right.subarray(16), ...right.subarray(0, 16)]);
changed('backwards', [...right].reverse());
changed('of the content without its last byte', tag({ body: '{"test": 2432232314' }));
changed('of the inner hash alone', innerHash());

/** Returns what HMAC hashes once more: a tag that anyone could extend. */
function innerHash() {
  const block = Buffer.alloc(64);
  keyOf(SECRET).copy(block);
  return createHash('sha256')
    .update(block.map((byte) => byte ^ 0x36))
    .update(`${ID}.${TIME}.${BODY}`)
    .digest();
}
