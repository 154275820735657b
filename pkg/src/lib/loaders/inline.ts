/** Node, Deno, Bun and browsers: the bytes are in the source, so that no bundler, file system or fetch can lose them. */
import { base64 } from '../../../wasm/inline.js';

export const compile = (): WebAssembly.Module =>
  new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
