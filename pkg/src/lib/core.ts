/** The one instance of the WebAssembly core, and every call into it. */
import { Core } from '#wasm/entry.js';
import { HostHash } from '#wasm/host_hash.js';
import { imports } from '#wasm/imports.js';
import { advice, compile } from '#compile';
import { WebhookConfigError } from '../errors.js';

/**
 * From this length on, handing the inner hash to the host pays in Node and Bun; in Deno and workerd only near 1 KiB. Tests and
 * benches move it, to see each of the two ways at every length; the verdict is the same.
 */
const HOST_HASH_FROM = 256;
const { [Symbol.for('hookproof.hostHashFrom')]: hostHashFrom = HOST_HASH_FROM } = globalThis as { [key: symbol]: unknown };

let core: Core | undefined;
/** Why there is none. */
let failure: unknown;

// At import, because workerd gives start-up more time than a request. Caught, because under a Content-Security-Policy without
// 'wasm-unsafe-eval' an import that throws would take the whole page with it: the first call throws instead.
start();

function start(): void {
  core = undefined;
  try {
    const { exports } = new WebAssembly.Instance(compile(), imports);
    core = new Core(exports, new HostHash(hostHashFrom as number));
  } catch (error) {
    failure = error;
  }
}

/**
 * Has the core do something, and gives the number that it returned.
 *
 * An exception that comes out of WebAssembly (a trap, an exhausted stack) leaves an instance whose memory cannot be trusted, so
 * there is a new one for the next call, and no verdict for this one.
 */
export function call(use: (core: Core) => number): number {
  // Tried again: a stack that was exhausted when the last instance was replaced may have room by now.
  if (core === undefined) start();
  if (core === undefined) throw unavailable();
  try {
    return use(core);
  } catch (error) {
    start();
    throw new WebhookConfigError('the WebAssembly instance failed and is replaced: retry', { code: 'ERR_WASM_UNAVAILABLE', cause: error });
  }
}

/** What is thrown where there is no core, with what to do about it on this host. */
const unavailable = (): WebhookConfigError =>
  new WebhookConfigError(`WebAssembly cannot run here: ${advice(failure)}`, { code: 'ERR_WASM_UNAVAILABLE', cause: failure });
