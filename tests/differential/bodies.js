/** Bodies as senders make them, and as nobody should. */

const WORDS = [
  'job.completed',
  'naïve café',
  '完了',
  '🚀',
  'a',
  '',
  '\u0000',
  '"',
  '\u2028',
  'user@example.com',
  '\\u00e9',
];

/**
 * Around the lengths at which the core takes another way: a block of SHA-256, the host's hash, one
 * write for all, a piece.
 */
const LENGTHS = [
  0, 1, 33, 55, 56, 63, 64, 65, 119, 127, 255, 256, 257, 511, 1023, 1024, 1025, 4095, 4096, 4097,
  8191, 8192, 8193, 16384,
];

/** A body: a Buffer, or a string that may hold half a surrogate pair. */
export function makeBody(random) {
  const kind = random.below(2000);
  if (kind === 0)
    return Buffer.from(
      JSON.stringify({ data: random.text('abc{}"é', 512).repeat(random.between(1, 512)) }),
    );
  if (kind === 1) return random.bytes(random.between(1, 200_000));
  if (kind < 240) return random.bytes(random.pick(LENGTHS));
  if (kind < 360) return 'x'.repeat(random.pick(LENGTHS));
  if (kind < 440)
    return random.pick([
      '',
      ' ',
      '{',
      'null',
      '[1,2',
      '\ufeff{}',
      '{}\n',
      '{} {}',
      '"\ud83d"',
      '\ud83d',
      '{"a":NaN}',
      '"é"',
      '0',
    ]);
  const text = JSON.stringify(event(random));
  return random.once(2) ? text : Buffer.from(text);
}

function event(random) {
  const data = Array.from({ length: random.between(0, 6) }, () => random.pick(WORDS));
  const filler = random.once(3) ? random.text('abcdef é漢', random.between(1, 1500)) : '';
  return { type: random.pick(WORDS), timestamp: random.between(0, 2e9), data, filler };
}

export const bytesOf = (body) => (typeof body === 'string' ? Buffer.from(body) : body);

/** What changes a body: on its way, or in the hands of a framework that parsed it. */
export const bodyMutations = {
  'a bit': (body, random) => {
    const bytes = Buffer.from(bytesOf(body));
    if (bytes.length > 0) bytes[random.below(bytes.length)] ^= 1 << random.below(8);
    return bytes;
  },
  'a byte that is not UTF-8': (body, random) => {
    const bytes = bytesOf(body);
    const at = random.between(0, bytes.length);
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.from([random.pick([0x80, 0xc0, 0xff, 0xed])]),
      bytes.subarray(at),
    ]);
  },
  'decoded and encoded': (body) => Buffer.from(bytesOf(body).toString()),
  'cut short': (body, random) => bytesOf(body).subarray(0, random.between(0, bytesOf(body).length)),
  'a newline': (body, random) =>
    Buffer.concat([bytesOf(body), Buffer.from(random.pick(['\n', '\r\n', ' ', '\0']))]),
  'a byte order mark': (body) => Buffer.concat([Buffer.from('\ufeff'), bytesOf(body)]),
  emptied: () => '',
  'another one': (_, random) => makeBody(random),
};
