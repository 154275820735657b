/**
 * Makes the module that ships trap: an import of it answers what it never answers, and Rust's own check of the length ends in
 * `unreachable`. So what is tested is the published WebAssembly, and not a build with a trap put into it.
 *
 * Imported before the package, because the package makes its instance when it is imported.
 */
// The host's hash would read a body without asking.
globalThis[Symbol.for('hookproof.hostHashFrom')] = Number.POSITIVE_INFINITY;

const { Instance } = WebAssembly;
const FAR_TOO_LONG = { writeSecret: 1 | (0x0fff_ffff << 2), writeHeader: 0x0fff_ffff, writePayload: 0x0fff_ffff };

/** The import that answers wrongly, if any does, and how often it did. */
export const trap = { at: undefined, count: 0, instances: 0 };

WebAssembly.Instance = class extends Instance {
  constructor(module, imports) {
    const [[from, functions]] = Object.entries(imports);
    const wrapped = Object.entries(functions).map(([name, use]) => {
      const [asked] = Object.keys(FAR_TOO_LONG).filter((known) => name.includes(known));
      const call = (...values) => {
        if (asked === undefined || trap.at !== asked) return use(...values);
        trap.count++;
        return FAR_TOO_LONG[asked];
      };
      return [name, call];
    });
    super(module, { [from]: Object.fromEntries(wrapped) });
    trap.instances++;
  }
};
