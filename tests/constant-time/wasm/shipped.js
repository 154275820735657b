/**
 * The package as it was built, with its WebAssembly watched: `import('hookproof')`, but each time a
 * new one.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../../tools/lib/shell.js';
import { BODY, BODY_ROOM, HASHED, TEXTS } from '../../boundary-figures.js';
import { named } from './imports.js';
import { watch } from './watch.js';

const { Module, Instance } = WebAssembly;
const entry = pathToFileURL(join(root, 'pkg', 'dist', 'esm', 'index.js'));
let count = 0;

/**
 * Gives its functions; `eventsOf(use)`: what depended on a secret while `use` ran; and
 * `holdsSecret()`: whether something that does is left in the buffer. `bytes` are those of another
 * module that is run in place of the one that ships.
 */
export async function shipped(bytes, { hostHash = true } = {}) {
  let watched;
  WebAssembly.Module = class extends Module {
    constructor(given) {
      super(bytes ?? given);
      this.bytes = new Uint8Array(bytes ?? given);
    }
  };
  WebAssembly.Instance = function WatchedInstance(module, imports) {
    [WebAssembly.Module, WebAssembly.Instance] = [Module, Instance];
    const place = {};
    watched = watch(module.bytes, named(imports, module), marksIn(place));
    place.buffer = watched.exports.buffer();
    watched.buffer = place.buffer;
    return { exports: watched.exports };
  };
  const { getBuiltinModule } = process;
  if (!hostHash) process.getBuiltinModule = undefined;
  try {
    const api = await import(`${entry}?${count++}`);
    // By then it has loaded the host's hash, if there is one.
    await new Promise((resolve) => setImmediate(resolve));
    const { events, memory, buffer } = watched;
    const eventsOf = (use) => {
      events.length = 0;
      const given = use();
      const found = () => events.splice(0);
      return given instanceof Promise ? given.then(found) : found();
    };
    return {
      ...api,
      eventsOf,
      holdsSecret: () => memory.isSecret(buffer, TEXTS + BODY + BODY_ROOM),
    };
  } finally {
    [WebAssembly.Module, WebAssembly.Instance] = [Module, Instance];
    process.getBuiltinModule = getBuiltinModule;
  }
}

/**
 * Returns what JavaScript writes that is secret: of a secret its characters, and the hash of a
 * block of key and a message. Whatever else it writes takes the place of what was there.
 */
function marksIn(place) {
  const body = () => place.buffer + TEXTS + BODY;
  const given = (memory, isHashed) => {
    memory.mark(place.buffer, TEXTS, false);
    memory.mark(body(), BODY_ROOM, false);
    if (isHashed) memory.mark(body(), 32, true);
  };
  return {
    before: {
      takeSecret(memory, [, isText, length]) {
        const text = isText ? String.fromCharCode(...memory.bytes(body(), length)) : '';
        const [, prefix, characters] = /^((?:v1,)?(?:whsec_)?)(.*?)=*$/s.exec(text);
        memory.mark(body(), BODY_ROOM, false);
        memory.mark(body() + prefix.length, isText ? characters.length : length, true);
      },
      verifyWebhook: (memory, values) => given(memory, values[8] === HASHED),
      signWebhook: (memory) => given(memory, false),
    },
    after: {
      hash: (memory, [from]) => memory.mark(from, 32, true),
      nextPiece: (memory, [, into, room]) => memory.mark(into, room, false),
    },
  };
}
