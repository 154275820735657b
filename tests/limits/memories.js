/** Every WebAssembly memory of this process, caught as instances are made: import it before hookproof, and that dynamically. */
export const memories = [];

const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    memories.push(this.exports.memory);
  }
};
