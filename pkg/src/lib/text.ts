declare const process: { getBuiltinModule(id: 'node:util'): { TextDecoder: typeof TextDecoder } };

let decoder: TextDecoder | undefined;

/** The text that these bytes are in UTF-8, byte order mark and all; throws if they are none. */
export function decode(bytes: Uint8Array): string {
  // The jsdom of Jest hides Node's own.
  const Decoder: typeof TextDecoder = globalThis.TextDecoder ?? process.getBuiltinModule('node:util').TextDecoder;
  decoder ??= new Decoder('utf-8', { fatal: true, ignoreBOM: true });
  return decoder.decode(bytes);
}
