/**
 * Imported before hookproof: hands every body to the host's SHA-256, however short, and counts how
 * often it is asked.
 */
globalThis[Symbol.for('hookproof.hostHashFrom')] = 0;

let uses = 0;
const { getBuiltinModule } = process;
process.getBuiltinModule = (id) => {
  const module = getBuiltinModule(id);
  if (id !== 'node:crypto') return module;
  const counted = (method) =>
    method &&
    ((...args) => {
      uses++;
      return method(...args);
    });
  return { hash: counted(module.hash), createHash: counted(module.createHash) };
};

/** Adds a failure to an outcome if the host was never asked: then it was not what was tested. */
export function withHostAsked({ passed, failures }) {
  return uses > 0
    ? { passed, failures }
    : { passed, failures: [...failures, { name: "the host's hash", message: 'was never asked' }] };
}
