/**
 * The host's own SHA-256, where it has a synchronous one: Node, Deno, Bun, workerd with nodejs_compat. It uses the processor's
 * instructions for it, which WebAssembly cannot, and so wins above a length that bench/ measures.
 *
 * It is handed one thing, the inner hash of an HMAC over a long body. A wrong answer from it could only refuse a webhook.
 */
export class HostHash {
  #from;
  #isNew = true;
  #crypto;
  #scratch;

  /** @param {number} from the shortest payload to hash here, in bytes or characters */
  constructor(from) {
    this.#from = from;
  }

  /** Not the first one: loading the host's takes as long as hashing a MiB here, and it would delay a new process's first verdict. */
  takes(payload) {
    if (payload.length < this.#from) return false;
    const isFirst = this.#isNew;
    this.#isNew = false;
    return !isFirst;
  }

  /** Writes the SHA-256 of block, prefix and payload to `out`; false if the host cannot. */
  hash(block, prefix, payload, out, encoder) {
    try {
      this.#crypto ??= process.getBuiltinModule('node:crypto');
      const isShort = this.#crypto.hash !== undefined && payload.length <= LONGEST_IN_ONE;
      const digest = isShort ? this.#inOne(block, prefix, payload, encoder) : this.#inParts(block, prefix, payload, encoder);
      // As a string, because Node takes three times as long to make a Buffer.
      for (let at = 0; at < out.length; at++) out[at] = digest.charCodeAt(at);
      return digest.length === out.length;
    } catch {
      // A host that has none is not asked again: an exception for each webhook would cost more than any hash.
      if (this.#crypto === undefined) this.#from = Number.POSITIVE_INFINITY;
      return false;
    }
  }

  #inOne(block, prefix, payload, encoder) {
    const scratch = this.#space();
    scratch.set(block);
    scratch.set(prefix, block.length);
    const start = block.length + prefix.length;
    let { length } = payload;
    if (typeof payload === 'string') length = encoder.encodeInto(payload, scratch.subarray(start)).written;
    else scratch.set(payload, start);
    const digest = this.#crypto.hash('sha256', scratch.subarray(0, start + length), 'latin1');
    // It is made of the key.
    scratch.fill(0, 0, block.length);
    return digest;
  }

  #inParts(block, prefix, payload, encoder) {
    const hash = this.#crypto.createHash('sha256').update(block).update(prefix);
    if (typeof payload !== 'string') return hash.update(payload).digest('latin1');
    // Piece by piece through a space that stays in the processor's cache: given the whole string, hosts encode it to a new place.
    const space = this.#space();
    for (let at = 0; at < payload.length; ) {
      const { read, written } = encoder.encodeInto(payload.slice(at), space);
      hash.update(space.subarray(0, written));
      at += read;
    }
    return hash.digest('latin1');
  }

  #space() {
    this.#scratch ??= new Uint8Array(LONGEST_PREFIX + 3 * LONGEST_IN_ONE);
    return this.#scratch;
  }
}

/** The longest payload that is copied, to be hashed in one call; bytes longer than that are not worth the copy. */
const LONGEST_IN_ONE = 128 * 1024;

/** Room for a block of key, an id and a timestamp. */
const LONGEST_PREFIX = 512;
