/**
 * As many bytes as the body has, already in WebAssembly's memory, through sha2 once: no HMAC in
 * WebAssembly can be faster.
 */
import { readFileSync } from 'node:fs';

const module = new WebAssembly.Module(readFileSync(new URL('../sha2-alone.wasm', import.meta.url)));
const { sha256 } = new WebAssembly.Instance(module).exports;

export const verifierOf = () => (body) => sha256(body.length) >= 0;
