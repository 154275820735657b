/**
 * What one call was given, turned from JavaScript values into bytes and strings for the Rust core, which decides.
 *
 * Reading can run the caller's own code (a getter, an iterator, a `get` method). Each value is read once, in a `take…`
 * method, and those never throw; the `write…` methods only copy what was taken. Values may come from another realm, so
 * nothing here asks `instanceof`.
 */
export class Reading {
  /** After `verifyWebhook`: when the message was sent, in seconds since 1970. */
  timestamp = 0;
  /** After `signWebhook`: the value of the signature header. */
  signature = '';
  /** The payload, a string or a `Uint8Array` that nobody else can change. */
  payload = '';

  #memory;
  #secrets = [];
  #fields = [undefined, undefined, undefined, undefined, undefined, undefined];
  #position = 0;
  #id;

  /** @param {import('./memory.js').Memory} memory where the `write…` methods write, at the place that Rust names */
  constructor(memory) {
    this.#memory = memory;
  }

  /** Gives how many there are. */
  takeSecrets(secret) {
    try {
      this.#secrets = Array.isArray(secret) ? [...secret] : [secret];
    } catch {
      this.#secrets = [NOT_READABLE];
    }
    return this.#secrets.length;
  }

  /** Whether there is one secret, a text, and it is the one that there was when this was asked before. */
  isLastSecret() {
    const secrets = this.#secrets;
    const secret = secrets.length === 1 && typeof secrets[0] === 'string' ? secrets[0] : undefined;
    const isLast = secret !== undefined && this.#memory.lastSecret === secret;
    this.#memory.lastSecret = secret;
    return isLast;
  }

  /** 0 for none, 1 for text, 2 for bytes, 3 for anything else. */
  secretKind(at) {
    const secret = this.#secrets[at];
    if (secret === undefined || secret === null) return 0;
    if (typeof secret === 'string') return 1;
    return isUint8Array(secret) ? 2 : 3;
  }

  writeSecret(at, pointer, capacity) {
    const secret = this.#secrets[at];
    const into = this.#memory.at(pointer, capacity);
    return typeof secret === 'string' ? write(secret, into) : copy(secret, into);
  }

  /** Whether the payload is a string or bytes. */
  takePayload(payload) {
    const taken = typeof payload === 'string' ? payload : bytesOf(payload);
    if (taken === undefined) return false;
    this.payload = taken;
    return true;
  }

  /** Has the host hash a block, a prefix and the whole payload; false if the core should. */
  hashOnHost(blockPointer, blockLength, prefixPointer, prefixLength, outPointer, outLength) {
    const memory = this.#memory;
    if (!memory.host?.takes(this.payload)) return false;
    const block = memory.at(blockPointer, blockLength);
    const prefix = memory.at(prefixPointer, prefixLength);
    return memory.host.hash(block, prefix, this.payload, memory.at(outPointer, outLength), encoder);
  }

  /** Writes the first or the next piece of the payload, and gives its length: as -1 - length if there is more. */
  writePayload(isFirst, pointer, capacity) {
    const { payload } = this;
    if (isFirst) this.#position = 0;
    const start = this.#position;
    const into = this.#memory.at(pointer, capacity);
    let written;
    if (typeof payload === 'string') {
      const piece = encoder.encodeInto(start === 0 ? payload : payload.slice(start), into);
      this.#position += piece.read;
      written = piece.written;
    } else {
      written = copy(start === 0 ? payload : payload.subarray(start), into);
      this.#position += written;
    }
    return this.#position === payload.length ? written : -1 - written;
  }

  /** Bit n is set for a text under name n, bit 6 + n for something malformed under it; -1 if these are no headers. */
  takeHeaders(headers) {
    const fields = this.#fields;
    try {
      readFields(headers, fields);
    } catch {
      return -1;
    }
    let present = 0;
    for (let at = 0; at < NAMES.length; at++) {
      const field = fields[at];
      if (field === MALFORMED) present |= 1 << (at + NAMES.length);
      else if (field !== undefined) present |= 1 << at;
    }
    return present;
  }

  /**
   * Writes the three headers from name `first` on, one behind the other, because one call of `encodeInto` costs less than three.
   * Gives their lengths, packed into one number, or -1 if they are too long or not ASCII and have to be written one by one.
   */
  writeHeaderSet(first, pointer, capacity) {
    const fields = this.#fields;
    const id = fields[first];
    const timestamp = fields[first + 1];
    const signature = fields[first + 2];
    const text = id + timestamp + signature;
    if (id.length > 511 || timestamp.length > 15 || text.length > capacity) return -1;
    const { written } = encoder.encodeInto(text, this.#memory.at(pointer, capacity));
    return written === text.length ? id.length | (timestamp.length << 9) | (signature.length << 13) : -1;
  }

  writeHeader(at, pointer, capacity) {
    return write(this.#fields[at], this.#memory.at(pointer, capacity));
  }

  writeText(text, pointer, capacity) {
    return write(text, this.#memory.at(pointer, capacity));
  }

  keepVerified(idPointer, idLength, timestamp) {
    this.#id = this.#memory.at(idPointer, idLength);
    this.timestamp = timestamp;
  }

  /** After `verifyWebhook`, and before anything else is called: the message's id. */
  get id() {
    return ascii(this.#id);
  }

  keepSignature(pointer, length) {
    this.signature = ascii(this.#memory.at(pointer, length));
  }
}

const NAMES = [
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
  'svix-id',
  'svix-timestamp',
  'svix-signature',
];

/** The jsdom of Jest hides Node's own. */
const encoder = new (globalThis.TextEncoder ?? process.getBuiltinModule('node:util').TextEncoder)();

/** Stands for a header given more than once, or with a value that is not one string. */
const MALFORMED = null;

/** Stands for a secret that could not be read: of no kind that is taken. */
const NOT_READABLE = false;

const brandOf = (value) => Object.prototype.toString.call(value);

/** Gives each of `NAMES` its field: its text, `MALFORMED`, or what is there already, `undefined`. */
function readFields(headers, fields) {
  if (typeof headers !== 'object' || headers === null) throw new TypeError();
  // Map has a `get` too, but one that minds case, so only what has nothing to iterate, or is a Headers, is asked by name.
  const isIterable = typeof headers[Symbol.iterator] === 'function';
  if (typeof headers.get === 'function' && (!isIterable || brandOf(headers) === '[object Headers]')) {
    for (let at = 0; at < NAMES.length; at++) fields[at] = textOf(headers.get(NAMES[at]) ?? undefined);
  } else if (isIterable) {
    readPairs(headers, fields);
  } else if (!readLowerCase(headers, fields)) {
    readPairs(Object.entries(headers), fields);
  }
}

/** What most requests have: own properties, each under its name in lower case. False, with nothing read, if there is more to it. */
function readLowerCase(headers, fields) {
  let found = 0;
  for (const name in headers) {
    if (!mayBeOurs(name)) continue;
    const at = NAMES.indexOf(name);
    if (at >= 0 && hasOwnProperty.call(headers, name)) found |= 1 << at;
    else if (placeOf(name) >= 0) return false;
  }
  for (let at = 0; at < NAMES.length; at++) {
    if (found & (1 << at)) fields[at] = textOf(VALUES[at](headers));
  }
  return true;
}

const { hasOwnProperty } = Object.prototype;

/** A property read under a constant name is several times faster than under a computed one. */
const VALUES = [
  (headers) => headers['webhook-id'],
  (headers) => headers['webhook-timestamp'],
  (headers) => headers['webhook-signature'],
  (headers) => headers['svix-id'],
  (headers) => headers['svix-timestamp'],
  (headers) => headers['svix-signature'],
];

function readPairs(pairs, fields) {
  let seen = 0;
  for (const pair of pairs) {
    const [name, value] = pair;
    // A flat list (Node's `rawHeaders`) iterates over strings, and a string can be taken apart like a pair.
    if (typeof pair !== 'object' || typeof name !== 'string') throw new TypeError();
    const at = placeOf(name);
    if (at < 0) continue;
    fields[at] = seen & (1 << at) ? MALFORMED : textOf(value);
    seen |= 1 << at;
  }
}

/** The place of a header's name in `NAMES`, in any case; -1 for every other. */
function placeOf(name) {
  if (!mayBeOurs(name)) return -1;
  const at = NAMES.indexOf(name);
  // Beyond ASCII, `toLowerCase` turns the Kelvin sign into a k.
  return at < 0 && /^[\w-]+$/.test(name) ? NAMES.indexOf(name.toLowerCase()) : at;
}

/** Most headers are told by a glance at their first letter: w or s. */
function mayBeOurs(name) {
  const first = name.charCodeAt(0) | 32;
  return first === 119 || first === 115;
}

function textOf(value) {
  if (typeof value === 'string') return value;
  const one = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof one === 'string' || value === undefined ? one : MALFORMED;
}

/** The bytes of an ArrayBuffer or of a view on one; `undefined` for anything else. */
function bytesOf(value) {
  try {
    const bytes = ArrayBuffer.isView(value)
      ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      : new Uint8Array(value, 0, byteLengthOf.call(value));
    // Another thread could change shared bytes after they were verified and before they are parsed.
    return brandOf(bytes.buffer) === '[object SharedArrayBuffer]' ? bytes.slice() : bytes;
  } catch {
    return undefined;
  }
}

/** Throws for what is no ArrayBuffer, of any realm, whatever it claims to be. */
const byteLengthOf = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get;

const isUint8Array = (value) => ArrayBuffer.isView(value) && brandOf(value) === '[object Uint8Array]';

/** Writes as much text as fits, and gives the length: that of `into` if some was left over, for the core to refuse. */
function write(text, into) {
  const { read, written } = encoder.encodeInto(text, into);
  return read === text.length ? written : into.length;
}

const ascii = (bytes) => String.fromCharCode.apply(null, bytes);

function copy(bytes, into) {
  const fitting = bytes.subarray(0, into.length);
  into.set(fitting);
  return fitting.length;
}
