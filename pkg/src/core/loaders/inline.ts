/**
 * Node, Deno, Bun and browsers: the bytes are in the source, so that no bundler, file system or
 * fetch can lose them.
 */
import { base64 } from '#wasm/inline.js';

export { advice } from './wasm-unavailable.js';

/** WebCrypto takes longer to answer than to hash: from so many bytes it pays in browsers. */
export const webCryptoFrom = 64 * 1024;

export const compile = (): WebAssembly.Module =>
  new WebAssembly.Module(fromBase64?.call(Uint8Array, base64) ?? bytes());

/** Since Node 25, and in browsers since 2025. */
const { fromBase64 } = Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };

/**
 * Decodes the module. By a plain loop, because it runs once and cold: a callback for each byte
 * takes four times as long.
 */
function bytes(): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
