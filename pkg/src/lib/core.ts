/** The one instance of the WebAssembly core, and every call into it. */
import * as glue from '../../wasm/hookproof_bg.js';
import { HostHash } from '../../wasm/host_hash.js';
import { Memory } from '../../wasm/memory.js';
import { Reading } from '../../wasm/reading.js';
import { compile } from '#compile';
import { errorOf, WebhookConfigError } from '../errors.js';

/**
 * From this length on, handing the inner hash to the host pays in Node and Bun; in Deno and workerd only near 1 KiB. Tests and
 * benches move it, to see each of the two ways at every length; the verdict is the same.
 */
const HOST_HASH_FROM = 256;
const { [Symbol.for('hookproof.hostHashFrom')]: hostHashFrom = HOST_HASH_FROM } = globalThis as { [key: symbol]: unknown };

/** Where the core writes, or the reason why there is no core. */
let memory: Memory | undefined;
let failure: unknown;

// At import, because workerd gives start-up more time than a request. Caught, because under a Content-Security-Policy without
// 'wasm-unsafe-eval' an import that throws would take the whole page with it: the first call throws instead.
start();

function start(): void {
  memory = undefined;
  try {
    const { exports } = new WebAssembly.Instance(compile(), { './hookproof_bg.js': glue as WebAssembly.ModuleImports });
    glue.__wbg_set_wasm(exports);
    (exports.__wbindgen_start as () => void)();
    memory = new Memory(exports.memory as WebAssembly.Memory, new HostHash(hostHashFrom as number));
  } catch (error) {
    failure = error;
  }
}

/**
 * Calls an export with a reading of its own, and gives both what it returned and the reading.
 *
 * An exception that comes out of WebAssembly (a trap, an exhausted stack) leaves an instance whose memory cannot be trusted, so
 * there is a new one for the next call, and no verdict for this one.
 */
export function call(use: (core: typeof glue, reading: Reading) => number): { number: number; reading: Reading } {
  // Tried again: a stack that was exhausted when the last instance was replaced may have room by now.
  if (memory === undefined) start();
  if (memory === undefined) throw unavailable(failure);
  const reading = new Reading(memory);
  try {
    return { number: use(glue, reading), reading };
  } catch (error) {
    start();
    throw new WebhookConfigError('ERR_WASM_UNAVAILABLE', 'the WebAssembly instance failed and was replaced: try again', {
      cause: error,
    });
  }
}

/** The same for what has no verdict: every refusal is thrown. */
export function callOrThrow(use: (core: typeof glue, reading: Reading) => number, secret: unknown): { number: number; reading: Reading } {
  const outcome = call(use);
  if (outcome.number < 0) throw errorOf(outcome.number, secret);
  return outcome;
}

function unavailable(cause: unknown): WebhookConfigError {
  return new WebhookConfigError(
    'ERR_WASM_UNAVAILABLE',
    "WebAssembly cannot run here: in a page whose Content-Security-Policy sets script-src, add 'wasm-unsafe-eval' to it; " +
      'in a Worker, let the bundler pick the "workerd" or "edge-light" condition of this package',
    { cause },
  );
}
