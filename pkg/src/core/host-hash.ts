/**
 * The host's own SHA-256, where it has a synchronous one: Node, Deno, Bun, workerd with
 * nodejs_compat. It uses the processor's instructions for it, which WebAssembly cannot, and so wins
 * above a length that bench/ measures.
 *
 * It is handed one thing, the inner hash of an HMAC over a long body. A wrong answer from it could
 * only refuse a webhook.
 */

/**
 * From this length on, handing the inner hash to the host pays in Node and Bun; in Deno and workerd
 * only near 1 KiB. Tests and benches move it, to see each of the two ways at every length; the
 * verdict is the same.
 */
const HOST_HASH_FROM = 320;
const { [Symbol.for('hookproof.hostHashFrom')]: moved } = globalThis as { [key: symbol]: unknown };

/** What of `node:crypto` is used. */
interface NodeCrypto {
  hash?(algorithm: 'sha256', data: Uint8Array, encoding: 'latin1'): string;
  createHash(algorithm: 'sha256'): Hash;
}

interface Hash {
  update(data: Uint8Array): this;
  digest(encoding: 'latin1'): string;
}

interface NodeLike {
  process: { getBuiltinModule(id: 'node:crypto'): NodeCrypto };
  setImmediate: Later;
  setTimeout: Later;
  Deno?: unknown;
}

type Later = (run: () => void) => { unref?(): void };

const from = typeof moved === 'number' ? moved : HOST_HASH_FROM;
let crypto: NodeCrypto | undefined;

function load(): void {
  try {
    crypto = (globalThis as unknown as NodeLike).process.getBuiltinModule('node:crypto');
  } catch {}
}

// Loading it takes as long as hashing MiBs (5 ms on Node 26): neither the first verdict waits for
// that, nor the first long body.
try {
  const { Deno, setImmediate, setTimeout } = globalThis as unknown as NodeLike;
  if (from === 0) load();
  // In a server, Deno never runs an immediate for which it need not stay alive.
  else (Deno ? setTimeout : setImmediate)(load).unref?.();
} catch {
  // A Worker may set no timer when it starts. A browser has none of this.
  load();
}

export const isThere = (): boolean => crypto !== undefined;

/** @param length in bytes or characters */
export const takes = (length: number): boolean => length >= from && crypto !== undefined;

/**
 * Gives the SHA-256 of one place, a character for each byte: Node takes three times as long to make
 * a Buffer.
 */
export function hashBytes(bytes: Uint8Array): string {
  const { hash } = crypto as NodeCrypto;
  return hash === undefined ? hashPieces([bytes]) : hash('sha256', bytes, 'latin1');
}

export function hashPieces(parts: Iterable<Uint8Array>): string {
  const hash = (crypto as NodeCrypto).createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('latin1');
}
