/** Bytes as something to look at: what an editor shows the same, or not at all, gets a name. */

export interface Piece {
  /**
   * `plain` is visible ASCII and inner spaces; `other` any other letter or sign; `mark` the name of
   * what has no look of its own.
   */
  kind: 'plain' | 'other' | 'mark';
  text: string;
  /** What it is, for a mark. */
  title?: string;
  /** Whether a line ends after it. */
  breaks?: true;
  /**
   * Whether it is a mark that every other body has too: a tab, a line feed that is not the last
   * byte.
   */
  usual?: true;
}

/** The pieces of a body, in order. What is not UTF-8 is shown as the hexadecimal of its bytes. */
export function visible(bytes: Uint8Array): Piece[] {
  const pieces: Piece[] = [];
  const isTrailing = trailing(bytes);
  for (const { point, at, length } of characters(bytes)) {
    const piece =
      point === 0x20 && !isTrailing(at)
        ? { kind: 'plain' as const, text: ' ' }
        : pieceOf(bytes, point, at, length);
    const last = pieces.at(-1);
    if (last !== undefined && last.kind === piece.kind && piece.kind !== 'mark')
      last.text += piece.text;
    else pieces.push(piece);
  }
  return pieces;
}

function pieceOf(bytes: Uint8Array, point: number | undefined, at: number, length: number): Piece {
  if (point === undefined)
    return {
      kind: 'mark',
      text: hex(bytes[at] ?? 0, 2),
      title: `the byte ${hex(bytes[at] ?? 0, 2)}, which is not UTF-8 here`,
    };
  if (point > 0x20 && point < 0x7f) return { kind: 'plain', text: String.fromCharCode(point) };
  const name = point === 0xfeff && at > 0 ? ZERO_WIDTH_NO_BREAK : NAMED.get(point);
  const endsLine = point === 0x0a || (point === 0x0d && bytes[at + length] !== 0x0a);
  const isUsual =
    point === 0x09 || (point === 0x0a && at + 1 < bytes.length && bytes[at - 1] !== 0x0d);
  if (name !== undefined)
    return {
      kind: 'mark',
      text: name[0],
      title: name[1],
      ...(endsLine && { breaks: true }),
      ...(isUsual && { usual: true }),
    };
  const character = String.fromCodePoint(point);
  if (/[\p{C}\p{Z}]/u.test(character))
    return {
      kind: 'mark',
      text: `U+${hex(point, 4)}`,
      title: `the invisible character U+${hex(point, 4)}`,
    };
  return { kind: 'other', text: character };
}

/**
 * Tells a space that nothing but white space follows on its line; asked from the beginning to the
 * end, it looks at each once.
 */
function trailing(bytes: Uint8Array): (at: number) => boolean {
  let end = -1;
  return (at) => {
    if (end < at) for (end = at; bytes[end] === 0x20 || bytes[end] === 0x09; ) end++;
    return end === bytes.length || bytes[end] === 0x0a || bytes[end] === 0x0d;
  };
}

const ZERO_WIDTH_NO_BREAK = ['ZWNBSP', 'zero width no-break space, U+FEFF'] as const;

const NAMED = new Map<number, readonly [string, string]>([
  [0x00, ['NUL', 'zero byte, 00']],
  [0x09, ['TAB', 'tab, 09']],
  [0x0a, ['LF', 'line feed, 0A']],
  [0x0d, ['CR', 'carriage return, 0D']],
  [0x1b, ['ESC', 'escape, 1B']],
  [0x20, ['SP', 'space at the end of a line, 20']],
  [0x7f, ['DEL', 'delete, 7F']],
  [0xa0, ['NBSP', 'no-break space, U+00A0']],
  [0xad, ['SHY', 'soft hyphen, U+00AD']],
  [0x200b, ['ZWSP', 'zero width space, U+200B']],
  [0x200d, ['ZWJ', 'zero width joiner, U+200D']],
  [0x2028, ['LS', 'line separator, U+2028']],
  [0x2029, ['PS', 'paragraph separator, U+2029']],
  [0xfeff, ['BOM', 'byte order mark, EF BB BF']],
  [0xfffd, ['U+FFFD', 'replacement character: bytes that were not UTF-8 were lost here']],
]);

/** What to know of a body at a glance, for people; nothing if it is plain ASCII on one line. */
export function notices(bytes: Uint8Array): string[] {
  const count = { notUtf8: 0, other: 0, replaced: 0, zero: 0, crlf: 0, cr: 0, lf: 0, tab: 0 };
  for (const { point, at } of characters(bytes)) {
    if (point === undefined) count.notUtf8++;
    else if (point === 0xfffd) count.replaced++;
    else if (point > 0x7f && !(point === 0xfeff && at === 0)) count.other++;
    else if (point === 0) count.zero++;
    else if (point === 0x09) count.tab++;
    else if (point === 0x0d && bytes[at + 1] !== 0x0a) count.cr++;
    else if (point === 0x0a) count[bytes[at - 1] === 0x0d ? 'crlf' : 'lf']++;
  }
  const last = bytes.at(-1);
  const lines = [
    ['LF', count.lf],
    ['CRLF', count.crlf],
    ['CR', count.cr],
  ].filter(([, times]) => times !== 0);
  return [
    bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf && 'begins with a byte order mark',
    lines.length > 0 && `line ends: ${lines.map(([name, times]) => `${times} ${name}`).join(', ')}`,
    (last === 0x0a || last === 0x0d) && 'ends with a line break',
    (last === 0x20 || last === 0x09) && 'ends with white space',
    count.tab > 0 && amount(count.tab, 'tab', 'tabs'),
    count.other > 0 && amount(count.other, 'character beyond ASCII', 'characters beyond ASCII'),
    count.replaced > 0 &&
      `${amount(count.replaced, 'replacement character', 'replacement characters')}: bytes were lost before this`,
    count.zero > 0 && amount(count.zero, 'zero byte', 'zero bytes'),
    count.notUtf8 > 0 &&
      amount(count.notUtf8, 'byte that is not UTF-8', 'bytes that are not UTF-8'),
  ].filter((notice) => notice !== false);
}

export const amount = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/**
 * The beginning and the end of a long body, cut between characters, and how many bytes lie between.
 */
export function excerpt(
  bytes: Uint8Array,
  limit: number,
): { head: Uint8Array; left: number; tail: Uint8Array } {
  if (bytes.length <= limit) return { head: bytes, left: 0, tail: new Uint8Array() };
  const [end, start] = [
    boundary(bytes, Math.floor(limit * 0.8)),
    boundary(bytes, bytes.length - Math.floor(limit * 0.2)),
  ];
  return { head: bytes.subarray(0, end), left: start - end, tail: bytes.subarray(start) };
}

/** Up to three bytes back, to where a character begins. */
function boundary(bytes: Uint8Array, at: number): number {
  for (let back = 0; back < 4; back++)
    if (((bytes[at - back] ?? 0) & 0xc0) !== 0x80) return at - back;
  return at;
}

/**
 * Each character; `point` is undefined for a byte that begins none
 * (https://encoding.spec.whatwg.org/#utf-8-decoder).
 */
function* characters(
  bytes: Uint8Array,
): Generator<{ point: number | undefined; at: number; length: number }> {
  let at = 0;
  while (at < bytes.length) {
    const [point, length] = character(bytes, at);
    yield { point, at, length };
    at += length;
  }
}

function character(bytes: Uint8Array, at: number): [number | undefined, number] {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return [first, 1];
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return [undefined, 1];
  let point = first & (0xff >> (length + 1));
  for (let next = 1; next < length; next++) {
    const byte = bytes[at + next] ?? 0;
    if ((byte & 0xc0) !== 0x80) return [undefined, 1];
    point = (point << 6) | (byte & 0x3f);
  }
  const isOverlong = point < (length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000);
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  return isOverlong || isSurrogate || point > 0x10ffff ? [undefined, 1] : [point, length];
}

const hex = (value: number, digits: number): string =>
  value.toString(16).toUpperCase().padStart(digits, '0');
