/**
 * The memory of one WebAssembly instance, seen through lasting views.
 *
 * Rust names the same few places again and again, and a view made anew for each would cost more than what is written.
 * The views belong to an instance: after a trap there is a new one, with a new memory.
 */
export class Memory {
  /** The secret that the core was last asked about: see `Reading#isLastSecret`. */
  lastSecret;

  #memory;
  #views = new Map();

  /**
   * @param {WebAssembly.Memory} memory
   * @param {import('./host_hash.js').HostHash} [host]
   */
  constructor(memory, host) {
    this.#memory = memory;
    this.host = host;
  }

  /** `length` bytes from `pointer`. */
  at(pointer, length) {
    const known = this.#views.get(pointer);
    // A view of a memory that has grown since has no bytes left.
    if (known?.length === length) return known;
    const view = new Uint8Array(this.#memory.buffer, pointer, length);
    this.#views.set(pointer, view);
    return view;
  }
}
