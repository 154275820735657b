/**
 * Every WebAssembly memory of this process, caught as instances are made: import it before
 * hookproof, and that dynamically.
 */
export const memories = [];

const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    memories.push(this.exports.memory);
  }
};

export const wasmBytes = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

/** Returns what is still in use of JavaScript's own memory. Needs `node --expose-gc`. */
export function heapBytes() {
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
