declare const process: { getBuiltinModule(id: 'node:util'): { TextDecoder: typeof TextDecoder } };

// The jsdom of Jest hides Node's own.
const decoderOf = (fatal: boolean): TextDecoder =>
  new (globalThis.TextDecoder ?? process.getBuiltinModule('node:util').TextDecoder)('utf-8', {
    fatal,
    ignoreBOM: true,
  });

let decoder: TextDecoder | undefined;

/**
 * Gives the text that bytes stand for, with its byte order mark, as a string payload would have it.
 *
 * @throws {TypeError} They are not UTF-8.
 */
export function utf8TextOf(bytes: Uint8Array): string {
  decoder ??= decoderOf(false);
  // Browsers do not decode what lies in a buffer that can grow.
  const { resizable } = bytes.buffer as { resizable?: boolean };
  const text = decoder.decode(resizable === true ? bytes.slice() : bytes);
  // Deno takes ten times as long if it is to throw. What stands in for wrong bytes may also have
  // been sent.
  return text.includes('\uFFFD') ? decoderOf(true).decode(bytes.slice()) : text;
}
