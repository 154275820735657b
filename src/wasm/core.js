/**
 * One WebAssembly instance, and the calls into it. Only numbers cross; bytes are written where Rust names a place for them.
 *
 * None of the caller's code runs during a call, because a `Reading` took all that it needs before. So no call interrupts another,
 * and the functions that Rust imports know which one is under way.
 */
export class Core {
  #exports;
  #host;
  #texts;
  #places = new Map();
  #lastSecrets = [];
  #textLengths = ONE_BY_ONE;
  #payload = NO_PAYLOAD;

  /**
   * @param {WebAssembly.Exports} exports those of src/wasm/mod.rs
   * @param {import('./host_hash.js').HostHash} [host]
   */
  constructor(exports, host) {
    this.#exports = exports;
    this.#host = host;
    // If this instance takes the place of one that failed inside another call, that call must not go on with the wrong values.
    underWay = undefined;
  }

  /** Gives what `secretIndexOf` and `firstHeaderOf` take, or the negative number of an error. */
  verify(reading, now, tolerance) {
    this.#payload = this.#wayOf(reading.payload);
    return this.#verify(reading, now, tolerance);
  }

  /** Checks all that can be checked before a payload is read, and gives 0 or more, or the negative number of an error. */
  checkHeaders(reading, now, tolerance) {
    this.#payload = NOT_YET;
    return this.#verify(reading, now, tolerance);
  }

  checkSecrets(reading) {
    return this.#end(this.#exports.checkSecrets(reading.minSecretBytes, this.#begin(reading)));
  }

  /** Gives the length of a signature header, which `signature` reads, or the negative number of an error. */
  sign(reading) {
    return this.#end(this.#exports.signWebhook(reading.minSecretBytes, this.#begin(reading), this.#wayOf(reading.payload)));
  }

  /** The signature header that was just made. */
  signature(length) {
    return String.fromCharCode.apply(null, this.#textPlace().subarray(0, length));
  }

  /** `length` bytes from `pointer`. Rust names the same few places again and again, and a new view costs more than what is written. */
  place(pointer, length) {
    let view = this.#places.get(pointer);
    // A view of a memory that has grown since has no bytes left.
    if (view?.length !== length) {
      view = new Uint8Array(this.#exports.memory.buffer, pointer, length);
      this.#places.set(pointer, view);
    }
    return view;
  }

  writeSecret(reading, at, into) {
    this.#lastSecrets = reading.secrets;
    return reading.writeSecret(at, into);
  }

  hash({ payload, encoder }, block, prefix, out) {
    return this.#host.hash(block, prefix, payload, out, encoder);
  }

  #verify(reading, now, tolerance) {
    const secrets = this.#begin(reading);
    this.#write(reading);
    const { minSecretBytes, present } = reading;
    return this.#end(this.#exports.verifyWebhook(now, tolerance, minSecretBytes, secrets, present, this.#textLengths, this.#payload));
  }

  /** Gives how many secrets there are; less than 0 if they are the texts that Rust asked for last. */
  #begin(reading) {
    [core, underWay] = [this, reading];
    const { secrets } = reading;
    const last = this.#lastSecrets;
    let same = secrets.length === last.length;
    for (let at = 0; same && at < secrets.length; at++) same = typeof secrets[at] === 'string' && secrets[at] === last[at];
    return same ? -secrets.length : secrets.length;
  }

  #end(number) {
    // A payload can be large.
    underWay = undefined;
    return number;
  }

  /**
   * Writes one whole set of headers, as senders send it, and a short payload behind it: one call of `encodeInto` costs less than
   * four. Rust sets the dots. What is not like that is left for Rust to ask for.
   */
  #write({ payload, present, fields, encoder }) {
    this.#textLengths = ONE_BY_ONE;
    const first = present === 0b111 ? 0 : present === 0b111000 ? 3 : -1;
    if (first < 0) return;
    const id = fields[first];
    const timestamp = fields[first + 1];
    const signature = fields[first + 2];
    if (signature.length > LONGEST_SIGNATURE || id.length > 511 || timestamp.length > 15) return;
    this.#textLengths = id.length | (timestamp.length << 9) | (signature.length << 13);
    const into = this.#textPlace();
    // A header that is not ASCII takes more bytes than characters: Rust sees that, and asks.
    const texts = `${signature}${id}.${timestamp}.`;
    const isShort = this.#payload === IN_PIECES && payload.length <= SHORT;
    if (!isShort) {
      encoder.encodeInto(texts, into);
    } else if (typeof payload === 'string') {
      this.#payload = encoder.encodeInto(texts + payload, into).written - texts.length;
    } else {
      encoder.encodeInto(texts, into);
      into.set(payload, texts.length);
      this.#payload = payload.length;
    }
  }

  #wayOf(payload) {
    if (payload === undefined) return NO_PAYLOAD;
    return this.#host?.takes(payload) ? ON_HOST : IN_PIECES;
  }

  #textPlace() {
    if (!this.#texts?.length) this.#texts = this.place(this.#exports.textPlace(), TEXTS);
    return this.#texts;
  }
}

export const secretIndexOf = (number) => number & 15;

/** The place of the id in a reading's fields; the timestamp is behind it. */
export const firstHeaderOf = (number) => (number < 16 ? 0 : 3);

/** What asks, and what is read, while a call is under way. */
let core;
let underWay;

/** A call of an export that is not one of `Core`'s. */
export function whileReading(asking, reading, use) {
  [core, underWay] = [asking, reading];
  try {
    return use();
  } finally {
    underWay = undefined;
  }
}

const ONE_BY_ONE = -1;

/** In place of the length of a payload that is written already. */
const [NO_PAYLOAD, IN_PIECES, ON_HOST, NOT_YET] = [-1, -2, -3, -4];

/** In bytes, as in src/wasm/state.rs: room for the longest signature, an id, a timestamp, and SHORT characters of three bytes. */
const TEXTS = 8734;
const LONGEST_SIGNATURE = 4097;
const SHORT = 1024;

/** Gives 0 for no secret, 1 for text, 2 for bytes, 3 for anything else; and its length times four. */
export function writeSecret(at, pointer, capacity) {
  return core.writeSecret(underWay, at, core.place(pointer, capacity));
}

export function writeHeader(at, pointer, capacity) {
  return underWay.writeHeader(at, core.place(pointer, capacity));
}

export function writePayload(isFirst, pointer, capacity) {
  return underWay.writePayload(isFirst, core.place(pointer, capacity));
}

export function hashOnHost(block, blockLength, prefix, prefixLength, out, outLength) {
  return core.hash(underWay, core.place(block, blockLength), core.place(prefix, prefixLength), core.place(out, outLength));
}
