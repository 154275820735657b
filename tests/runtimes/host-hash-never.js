/** Imported before hookproof: hashes every body in WebAssembly, however long. */
globalThis[Symbol.for('hookproof.hostHashFrom')] = Number.POSITIVE_INFINITY;
