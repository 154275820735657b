declare const process: { getBuiltinModule(id: 'node:util'): { TextDecoder: typeof TextDecoder } };

let decoder: TextDecoder | undefined;

/** Refuses what is not UTF-8, and keeps a byte order mark, as a string payload would. */
export function utf8Decoder(): TextDecoder {
  // The jsdom of Jest hides Node's own.
  const Decoder: typeof TextDecoder = globalThis.TextDecoder ?? process.getBuiltinModule('node:util').TextDecoder;
  decoder ??= new Decoder('utf-8', { fatal: true, ignoreBOM: true });
  return decoder;
}
