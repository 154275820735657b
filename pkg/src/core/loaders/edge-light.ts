/**
 * Vercel's and Next's edge runtime: as on Workers, with the suffix by which their bundlers know
 * that a module is meant.
 */
import module from './hookproof.wasm?module';

/** From so many bytes WebCrypto pays: as in browsers, because nobody has measured it here. */
export const webCryptoFrom = 64 * 1024;

export const compile = (): WebAssembly.Module => module;

export const advice = (): string =>
  'the bundler must give the .wasm file of this package as a WebAssembly.Module';
