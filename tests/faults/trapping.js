/**
 * Makes the module that ships trap, so that what is tested is the published WebAssembly, and not a
 * build with a trap put into it. An import ends in `unreachable`, as an exhausted stack ends it; an
 * export finds the state still lent to a call that trapped.
 *
 * Imported before the package, because the package makes its instance when it is imported.
 */
import { IN_PIECES, ROOMS } from '../boundary-figures.js';

/**
 * From this length on the host hashes: a text that is shorter, but has no room in UTF-8, comes in
 * pieces.
 */
export const HOST_FROM = 50_000;
globalThis[Symbol.for('hookproof.hostHashFrom')] = HOST_FROM;

const { Instance } = WebAssembly;
const bare = (name) => name.replace(/^__wbg_/, '').replace(/_[0-9a-f]{16}$/, '');
/** `unreachable`, in a function of its own. */
const unreachable = new Instance(
  new WebAssembly.Module(
    Uint8Array.of(
      0,
      97,
      115,
      109,
      1,
      0,
      0,
      0,
      1,
      4,
      1,
      96,
      0,
      0,
      3,
      2,
      1,
      0,
      7,
      5,
      1,
      1,
      102,
      0,
      0,
      10,
      5,
      1,
      3,
      0,
      0,
      11,
    ),
  ),
).exports.f;

/**
 * Where it traps, if anywhere; where it does once an export trapped; how often it did; `asked` has
 * every import and export that was called.
 */
export const trap = {
  at: undefined,
  afterwards: undefined,
  count: 0,
  instances: 0,
  asked: new Set(),
};

WebAssembly.Instance = class extends Instance {
  #exports;

  constructor(module, imports) {
    const [[from, functions]] = Object.entries(imports);
    super(module, { [from]: mapped(functions, (name, use) => imported(bare(name), use)) });
    trap.instances++;
    const exports = super.exports;
    this.#exports = mapped(exports, (name, it) =>
      typeof it === 'function' ? exported(name, it, exports) : it,
    );
  }

  get exports() {
    return this.#exports;
  }
};

const mapped = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, it]) => [name, change(name, it)]));

function imported(name, use) {
  return (...values) => {
    trap.asked.add(name);
    if (trap.at !== name) return use(...values);
    trap.count++;
    return unreachable();
  };
}

function exported(name, use, exports) {
  return (...values) => {
    trap.asked.add(name);
    if (trap.at !== name) return use(...values);
    trap.count++;
    try {
      // A seed longer than the memory; and elsewhere as an exhausted stack ends it.
      if (name === 'publicKey') return use(values[0], 0x7fff_ffff);
      if (!LENT.includes(name)) return unreachable();
      leaveLent(exports);
      return use(...values);
    } finally {
      trap.at = trap.afterwards;
      trap.afterwards = undefined;
    }
  };
}

/** Those that the state is lent to. */
const LENT = ['buffer', 'takeSecret', 'checkSecrets', 'verifyWebhook', 'signWebhook'];

/**
 * Signs under the id "a", with 24 bytes that happen to be there as the key, and traps at the body.
 */
function leaveLent({ memory, buffer, takeSecret, signWebhook }) {
  const at = buffer();
  const texts = new Uint8Array(memory.buffer, at, ROOMS[0] + ROOMS[1]);
  texts.set([97]);
  texts.set([49], ROOMS[0]);
  takeSecret(0, false, 24, 24);
  trap.at = 'nextPiece';
  try {
    signWebhook(1, 1, IN_PIECES);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return;
  }
  throw new Error('the state is not lent');
}
