/** The package as it was built, with its WebAssembly watched: `import('hookproof')`, but each time a new one. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../../tools/lib/shell.js';
import { named } from './imports.js';
import { watch } from './watch.js';

const { Module, Instance } = WebAssembly;
const entry = pathToFileURL(join(root, 'pkg', 'dist', 'esm', 'index.js'));
let count = 0;

/**
 * Gives its functions, and `eventsOf(use)`: what depended on a secret while `use` ran. `bytes` are those of another module that
 * is run in place of the one that ships.
 */
export async function shipped(bytes) {
  let watched;
  WebAssembly.Module = class extends Module {
    constructor(given) {
      super(bytes ?? given);
      this.bytes = new Uint8Array(bytes ?? given);
    }
  };
  WebAssembly.Instance = function WatchedInstance(module, imports) {
    [WebAssembly.Module, WebAssembly.Instance] = [Module, Instance];
    watched = watch(module.bytes, named(imports, module), marks);
    return { exports: watched.exports };
  };
  try {
    const api = await import(`${entry}?${count++}`);
    const eventsOf = (use) => {
      watched.events.length = 0;
      use();
      return watched.events.splice(0);
    };
    return { ...api, eventsOf };
  } finally {
    [WebAssembly.Module, WebAssembly.Instance] = [Module, Instance];
  }
}

/** What JavaScript writes that is secret: of a secret its characters, and the hash of a block of key and a message. */
const marks = {
  writeSecret(memory, [, pointer, capacity], written) {
    memory.mark(pointer, capacity, false);
    const text = String.fromCharCode(...memory.bytes(pointer, written >>> 2));
    const [, prefix, characters] = /^((?:v1,)?(?:whsec_)?)(.*?)=*$/s.exec(text);
    memory.mark(pointer + prefix.length, characters.length, true);
  },
  hashOnHost(memory, [, , , , out, length]) {
    memory.mark(out, length, true);
  },
  // These take the place of what was there.
  writeHeader: (memory, [, pointer, capacity]) => memory.mark(pointer, capacity, false),
  writePayload: (memory, [, pointer, capacity]) => memory.mark(pointer, capacity, false),
};
