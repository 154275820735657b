/**
 * Cloudflare Workers: bytes cannot be compiled there, but an imported .wasm file is a module
 * already.
 */
import module from './hookproof.wasm';

/** From so many bytes WebCrypto is faster than WebAssembly here. */
export const webCryptoFrom = 2048;

export const compile = (): WebAssembly.Module => module;

export const advice = (): string =>
  'the bundler must give the .wasm file of this package as a WebAssembly.Module';
