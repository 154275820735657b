/**
 * Files of text: secrets, headers, requests. Windows PowerShell writes them as UTF-16 (`>` and
 * `Out-File`) or begins them with a byte order mark. A payload is no text: its bytes are what is
 * signed.
 */
type Encoding = 'utf-16le' | 'utf-16be';

/** The encoding that a byte order mark names. */
function marked([first, second]: Uint8Array): Encoding | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/**
 * The encoding of a text whose mark is lost, as in a pipe: half of an ASCII character is a zero
 * byte, which no text in UTF-8 has.
 */
function unmarked([first, second]: Uint8Array): Encoding | undefined {
  if (first === undefined || second === undefined || (first === 0) === (second === 0))
    return undefined;
  return second === 0 ? 'utf-16le' : 'utf-16be';
}

export const isUtf16 = (bytes: Uint8Array): boolean =>
  (marked(bytes) ?? unmarked(bytes)) !== undefined;

/** A file of text as UTF-8, without its byte order mark. */
export function asUtf8(bytes: Buffer): Buffer {
  const encoding = marked(bytes) ?? unmarked(bytes);
  if (encoding !== undefined) return Buffer.from(decoded(bytes, encoding).replace(/^\ufeff/, ''));
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Not by TextDecoder: a Node that was built with a small ICU has no UTF-16BE. */
function decoded(bytes: Buffer, encoding: Encoding): string {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return (encoding === 'utf-16le' ? whole : Buffer.from(whole).swap16()).toString('utf16le');
}

/**
 * What to say of a payload in UTF-16. Its bytes stay as they are: nobody but its author knows
 * whether they were meant so.
 */
export function payloadWarning(bytes: Uint8Array): string | undefined {
  if (marked(bytes) === undefined) return undefined;
  return (
    'the body is UTF-16, as Windows PowerShell writes text, and counts byte by byte as it is; ' +
    'JSON is sent as UTF-8: save the file as UTF-8, without a byte order mark'
  );
}
