/**
 * What one call was given, turned from JavaScript values into bytes and strings for the Rust core, which decides.
 *
 * Reading can run the caller's own code (a getter, an iterator, a `get` method). Each value is read once, in a `take…`
 * method, and those never throw; the `write…` methods only copy what was taken. Values may come from another realm, so
 * nothing here asks `instanceof`.
 */
export class Reading {
  /** After `unwrapWebhook`: the message's id. */
  id = '';
  /** After `unwrapWebhook`: when it was sent, in seconds since 1970. */
  timestamp = 0;
  /** After `signWebhook`: the value of the signature header. */
  signature = '';
  /** The payload, a string or a `Uint8Array` that nobody else can change. */
  payload = '';

  #memory;
  #secrets = [];
  #fields = [];
  #position = 0;

  /** @param {import('./memory.js').Memory} memory where the `write…` methods write, at the place that Rust names */
  constructor(memory) {
    this.#memory = memory;
  }

  takeSecrets(secret) {
    try {
      this.#secrets = Array.isArray(secret) ? [...secret] : [secret];
    } catch {
      this.#secrets = [NOT_READABLE];
    }
  }

  get secretCount() {
    return this.#secrets.length;
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

  rewindPayload() {
    this.#position = 0;
  }

  /** Writes the next piece of the payload, and gives its length: 0 at the end. */
  writePayload(pointer, capacity) {
    const { payload } = this;
    const into = this.#memory.at(pointer, capacity);
    if (typeof payload === 'string') {
      if (this.#position === payload.length) return 0;
      const { read, written } = encoder.encodeInto(payload.slice(this.#position), into);
      this.#position += read;
      return written;
    }
    const written = copy(payload.subarray(this.#position), into);
    this.#position += written;
    return written;
  }

  /** Bit n is set for a text under name n, bit 6 + n for something malformed under it; -1 if these are no headers. */
  takeHeaders(headers) {
    try {
      this.#fields = fieldsOf(headers);
    } catch {
      return -1;
    }
    let present = 0;
    for (let at = 0; at < NAMES.length; at++) {
      const field = this.#fields[at];
      if (field === MALFORMED) present |= 1 << (at + NAMES.length);
      else if (field !== undefined) present |= 1 << at;
    }
    return present;
  }

  writeHeader(at, pointer, capacity) {
    return write(this.#fields[at], this.#memory.at(pointer, capacity));
  }

  writeText(text, pointer, capacity) {
    return write(text, this.#memory.at(pointer, capacity));
  }

  keepVerified(idPointer, idLength, timestamp) {
    this.id = this.#ascii(idPointer, idLength);
    this.timestamp = timestamp;
  }

  keepSignature(pointer, length) {
    this.signature = this.#ascii(pointer, length);
  }

  #ascii(pointer, length) {
    return String.fromCharCode(...this.#memory.at(pointer, length));
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

/** One field for each of `NAMES`: its text, `undefined`, or `MALFORMED`. */
function fieldsOf(headers) {
  if (typeof headers !== 'object' || headers === null) throw new TypeError();
  // Map has a `get` too, but one that minds case, so only what has nothing to iterate, or is a Headers, is asked by name.
  const isIterable = typeof headers[Symbol.iterator] === 'function';
  if (typeof headers.get === 'function' && (!isIterable || brandOf(headers) === '[object Headers]')) {
    return NAMES.map((name) => textOf(headers.get(name) ?? undefined));
  }
  return gather(isIterable ? headers : Object.entries(headers));
}

function gather(entries) {
  const fields = [];
  const seen = [];
  for (const entry of entries) {
    const [name, value] = entry;
    // A flat list (Node's `rawHeaders`) iterates over strings, and a string can be taken apart like a pair.
    if (typeof entry !== 'object' || typeof name !== 'string') throw new TypeError();
    const at = NAMES.indexOf(isToken(name) ? name.toLowerCase() : name);
    if (at < 0) continue;
    fields[at] = seen[at] ? MALFORMED : textOf(value);
    seen[at] = true;
  }
  return fields;
}

/** Beyond ASCII, `toLowerCase` turns the Kelvin sign into a k. */
const isToken = (name) => /^[\w-]+$/.test(name);

function textOf(value) {
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

function copy(bytes, into) {
  const fitting = bytes.subarray(0, into.length);
  into.set(fitting);
  return fitting.length;
}
