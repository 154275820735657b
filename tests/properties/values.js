/** Random keys and messages, and what a sender does with them, by node:crypto. */
import fc from 'fast-check';
import { createHmac } from 'node:crypto';

const VISIBLE = Array.from({ length: 94 }, (_, at) => String.fromCharCode(0x21 + at)).filter(
  (character) => character !== '.',
);

export const ids = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.string({ unit: fc.constantFrom(...VISIBLE), minLength: 1, maxLength: 256 }),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom(...VISIBLE), minLength: 256, maxLength: 256 }),
  },
);
export const timestamps = fc.oneof(
  fc.integer({ min: 1_500_000_000, max: 2_000_000_000 }),
  fc.nat(999_999_999_999),
);
/** Of lawful length; one of more than 64 bytes is hashed before it is used. */
export const keys = fc.oneof(
  { weight: 8, arbitrary: fc.uint8Array({ minLength: 24, maxLength: 64 }) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 65, maxLength: 128 }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(511, 512)
      .map((length) => new Uint8Array(length).map((_, at) => at * 7)),
  },
);
const pieces = fc.uint8Array({ maxLength: 40 });
/** Some are longer than what crosses into WebAssembly at once. */
export const bodies = fc.oneof(
  { weight: 97, arbitrary: pieces },
  {
    weight: 3,
    arbitrary: fc
      .tuple(pieces, fc.integer({ min: 1, max: 2000 }))
      .map(([piece, times]) => repeated(piece, times)),
  },
);

/** UTF-16 as JavaScript has it: with surrogates that belong to no pair. */
export const texts = fc
  .tuple(
    fc.array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff), fc.integer({ min: 0xd800, max: 0xdfff })), {
      maxLength: 30,
    }),
    // So that a pair comes to lie where a piece of the text ends.
    fc.oneof(
      { weight: 97, arbitrary: fc.constant(0) },
      { weight: 3, arbitrary: fc.integer({ min: 16_350, max: 65_540 }) },
    ),
  )
  .map(([units, before]) => 'x'.repeat(before) + String.fromCharCode(...units));

export const messages = fc.record({ id: ids, timestamp: timestamps, body: bodies });

export const tagOf = ({ id, timestamp, body }, key) =>
  createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
export const entryOf = (version, tag) => `${version},${Buffer.from(tag).toString('base64')}`;
export const signatureOf = (message, key) => entryOf('v1', tagOf(message, key));

export const headersOf = ({ id, timestamp }, signature) => ({
  'webhook-id': id,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': signature,
});

export const secretOf = (key) => `whsec_${Buffer.from(key).toString('base64')}`;

/** Returns the same bytes but for one bit; of no bytes, one byte more. */
export function flipped(bytes, bit) {
  if (bytes.length === 0) return Uint8Array.of(bit & 255);
  const changed = Uint8Array.from(bytes);
  const at = bit % (8 * bytes.length);
  changed[at >> 3] ^= 1 << (at & 7);
  return changed;
}

/** Returns the same for text of one byte a character, as a header is. */
const flippedText = (text, bit) =>
  Buffer.from(flipped(Buffer.from(text, 'latin1'), bit)).toString('latin1');

/** One bit of one part of a webhook changed: which part, and which bit. */
export const changes = fc.record({
  part: fc.constantFrom('id', 'timestamp', 'body', 'signature', 'tag', 'key'),
  bit: fc.nat(1_000_000),
});

/** Returns a webhook after one of `changes`, except to its key. */
export function changed({ message, signature }, { part, bit }) {
  const [version, base64] = signature.split(',');
  switch (part) {
    case 'id':
      return { message: { ...message, id: flippedText(message.id, bit) }, signature };
    case 'timestamp':
      return {
        message: { ...message, timestamp: flippedText(String(message.timestamp), bit) },
        signature,
      };
    case 'body':
      return { message: { ...message, body: flipped(message.body, bit) }, signature };
    case 'signature':
      return { message, signature: flippedText(signature, bit) };
    case 'tag':
      return { message, signature: entryOf(version, flipped(Buffer.from(base64, 'base64'), bit)) };
    default:
      return { message, signature };
  }
}

function repeated(piece, times) {
  const whole = new Uint8Array(piece.length * times);
  for (let at = 0; at < times; at++) whole.set(piece, at * piece.length);
  return whole;
}
