/** What to do where bytes do not become a module: each host has a remedy of its own. */

/** What of a host tells it from the others. */
interface Host {
  WebAssembly?: { validate?(bytes: Uint8Array<ArrayBuffer>): boolean };
  Deno?: unknown;
  EdgeRuntime?: unknown;
  /** Of a page, and of a Worker in a browser. */
  document?: unknown;
  WorkerGlobalScope?: unknown;
  navigator?: { userAgent?: string; product?: string };
  process?: { versions?: { node?: string; bun?: string } };
}

/** A function that returns a vector of zeros. */
const vector = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  8,
  1,
  6,
  0,
  65,
  0,
  253,
  15,
  11,
);

/** @param cause what was thrown */
export function advice(cause: unknown): string {
  const { WebAssembly, Deno, EdgeRuntime, document, WorkerGlobalScope, navigator, process } =
    globalThis as Host;
  const { node, bun } = process?.versions ?? {};
  if (WebAssembly === undefined) {
    if (navigator?.product === 'ReactNative')
      return 'React Native has none: verify on a server, where the secret belongs too';
    if (Deno) return 'Deno was started without it: take --jitless out of --v8-flags';
    if (bun) return 'Bun was started without it: unset BUN_JSC_useWasm';
    if (node)
      return 'Node was started without it: take --jitless and --no-expose-wasm out of its command line and of NODE_OPTIONS';
    return 'this browser has none: turn Lockdown Mode, or what it calls enhanced security, off for this site, or verify on a server';
  }
  if (WebAssembly.validate?.(vector) === false) {
    return 'this engine or processor lacks its SIMD: use Node 16.4, Chrome 91, Firefox 89, Safari 16.4 or newer, and give a virtual machine a CPU model with SSE4.1';
  }
  if (cause instanceof RangeError) {
    return 'there is too little memory or address space: lift the limit (ulimit -v unlimited), or start Node with --disable-wasm-trap-handler, which NODE_OPTIONS takes too';
  }
  if (EdgeRuntime || navigator?.userAgent === 'Cloudflare-Workers') {
    return "this host compiles no bytes, and the bundler took them instead of the package's .wasm file: set experimental.wasm to true in Nitro and in Nuxt's nitro, name hookproof in serverExternalPackages for OpenNext, elsewhere add the condition workerd or edge-light";
  }
  if ((document || WorkerGlobalScope) && !Deno) {
    return "the Content-Security-Policy forbids it: add 'wasm-unsafe-eval' to its script-src, in an extension to extension_pages of the manifest's content_security_policy";
  }
  return 'whoever made this context or sandbox forbids it: a vm context of Node needs codeGeneration.wasm';
}
