/**
 * Imported before hookproof: hides node:crypto, so that WebCrypto hashes long bodies as where it is
 * all there is, and counts how often.
 */
const { getBuiltinModule } = globalThis.process ?? {};
if (getBuiltinModule !== undefined) {
  process.getBuiltinModule = (id) => {
    if (id === 'node:crypto') throw new Error('hidden');
    return getBuiltinModule(id);
  };
}

let uses = 0;
const { prototype } = crypto.subtle.constructor;
const { digest } = prototype;
prototype.digest = function (...values) {
  uses++;
  return digest.apply(this, values);
};

/** Adds a failure to an outcome if WebCrypto was never asked: then it was not what was tested. */
export function withWebCryptoAsked({ passed, failures }) {
  return uses > 0
    ? { passed, failures }
    : { passed, failures: [...failures, { name: 'WebCrypto', message: 'was never asked' }] };
}
