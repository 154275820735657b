/**
 * What one call was given, turned from JavaScript values into bytes and strings for the Rust core, which decides.
 *
 * Reading can run the caller's own code (a getter, an iterator, a `get` method), so a `Reading` takes each value once, when it is
 * made, and never throws; its `write…` methods only copy what was taken, and run none of the caller's code. Values may come from
 * another realm, so nothing here asks `instanceof`.
 */
export class Reading {
  /** Any values: the core looks at them one by one. */
  secrets = [];
  /** A string or a `Uint8Array`; `undefined` for anything else. */
  payload;
  /** Bit n is set for a text under name n, bit 6 + n for something malformed under it; less than 0 says what is no header. */
  present = NO_HEADERS;
  /** For each of `NAMES` its text, `MALFORMED`, `undefined`, or a number that says what it is instead. */
  fields = [undefined, undefined, undefined, undefined, undefined, undefined];

  #position = 0;

  constructor(secret, minSecretBytes = 24) {
    this.minSecretBytes = minSecretBytes;
    try {
      const list = Array.isArray(secret) ? secret : [secret];
      // One more than are taken, for the core to refuse.
      for (let at = 0; at < list.length && at < 17; at++) this.secrets.push(list[at]);
    } catch {
      this.secrets = [NOT_READABLE];
    }
  }

  /** The last to be taken: what takes the others may run code that changes or detaches these bytes. */
  takePayload(payload) {
    this.payload = typeof payload === 'string' ? payload : bytesOf(payload);
  }

  takeHeaders(headers) {
    const { fields } = this;
    try {
      if (isPromise(headers)) this.present = PROMISE;
      else {
        readFields(headers, fields);
        const present = presentIn(fields);
        // A sender can name a header as he likes, but he sends text.
        this.present = present !== 0 || [headers.headers, headers.request, headers.req].every(isText) ? present : OF_REQUEST;
      }
    } catch {
      // It is `NO_HEADERS`.
    }
  }

  get encoder() {
    return encoder;
  }

  /** An id and a timestamp to sign under, both strings. */
  takeTexts(id, timestamp) {
    this.fields[0] = id;
    this.fields[1] = timestamp;
  }

  /** Gives 0 for none, 1 for text, 2 for bytes, 3 for anything else; and its length times four. */
  writeSecret(at, into) {
    const secret = this.secrets[at];
    if (secret === undefined || secret === null) return 0;
    if (typeof secret === 'string') return 1 | (write(secret, into) << 2);
    const bytes = keyBytesOf(secret);
    return bytes === undefined ? 3 : 2 | (copy(bytes, into) << 2);
  }

  writeHeader(at, into) {
    return write(this.fields[at], into);
  }

  /** Writes the first or the next piece of the payload, and gives its length: as -1 - length if there is more. */
  writePayload(isFirst, into) {
    const { payload } = this;
    if (isFirst) this.#position = 0;
    const start = this.#position;
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
}

const NAMES = ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'svix-id', 'svix-timestamp', 'svix-signature'];

/** The jsdom of Jest hides Node's own. */
const encoder = new (globalThis.TextEncoder ?? process.getBuiltinModule('node:util').TextEncoder)();

/** Stands for a header given more than once. */
const MALFORMED = null;

/** What no sender can have sent, as src/wasm/refusal.rs numbers it. */
const NO_HEADERS = -1;
const PROMISE = -2;
const OF_REQUEST = -3;
const NUMBER = -4;
const BYTES = -5;
const NO_TEXT = -6;

/** Far more than any server takes: an iterator without an end must not be one here. */
const MOST_PAIRS = 1_000_000;

/** Stands for a secret that could not be read: of no kind that is taken. */
const NOT_READABLE = false;

const brandOf = (value) => Object.prototype.toString.call(value);

/** Gives each of `NAMES` its field: its text, `MALFORMED`, or what is there already, `undefined`. */
function readFields(headers, fields) {
  if (typeof headers !== 'object') throw new TypeError();
  // Map has a `get` too, but one that minds case, so only what has nothing to iterate, or is a Headers, is asked by name.
  const isIterable = typeof headers[Symbol.iterator] === 'function';
  if (typeof headers.get === 'function' && (!isIterable || brandOf(headers) === '[object Headers]')) {
    for (let at = 0; at < NAMES.length; at++) fields[at] = textOf(headers.get(NAMES[at]), at);
  } else if (isIterable) {
    readPairs(headers, fields, true);
  } else if (!readLowerCase(headers, fields)) {
    // Two properties are no header that came twice: no server makes them.
    readPairs(Object.entries(headers), fields, false);
  }
}

/** Which there are, as `present` says it. */
function presentIn(fields) {
  let present = 0;
  for (let at = 0; at < NAMES.length; at++) {
    const field = fields[at];
    if (typeof field === 'number') return field;
    if (field === MALFORMED) present |= 1 << (at + NAMES.length);
    else if (field !== undefined) present |= 1 << at;
  }
  return present;
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
  // A property is read several times faster under a constant name than under a computed one.
  if (found & 1) fields[0] = textOf(headers['webhook-id'], 0);
  if (found & 2) fields[1] = textOf(headers['webhook-timestamp'], 1);
  if (found & 4) fields[2] = textOf(headers['webhook-signature'], 2);
  if (found & 8) fields[3] = textOf(headers['svix-id'], 3);
  if (found & 16) fields[4] = textOf(headers['svix-timestamp'], 4);
  if (found & 32) fields[5] = textOf(headers['svix-signature'], 5);
  return true;
}

const { hasOwnProperty } = Object.prototype;

function readPairs(pairs, fields, joins) {
  let seen = 0;
  let count = 0;
  for (const pair of pairs) {
    const [name, value] = pair;
    // A flat list (Node's `rawHeaders`) iterates over strings, and a string can be taken apart like a pair.
    if (typeof pair !== 'object' || typeof name !== 'string' || count++ > MOST_PAIRS) throw new TypeError();
    const at = placeOf(name);
    if (at < 0) continue;
    const text = textOf(value, at);
    fields[at] = seen & (1 << at) ? both(fields[at], text, joins && isList(at)) : text;
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

/** Whether it is the signature, the one header that is a list: its values are one text, as HTTP joins them (RFC 9110, 5.3). */
const isList = (at) => at % 3 === 2;

/** The field at a place of `NAMES` that has this value. */
function textOf(value, at) {
  if (typeof value === 'string') return value;
  // As `get` says that the sender has left it out, and as whoever copies headers one by one hands it on.
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return faultOf(value);
  const { length } = value;
  let text;
  for (let index = 0; index < length && index < LONGEST_LIST; index++) {
    const one = value[index];
    if (typeof one !== 'string') return faultOf(one);
    text = index === 0 ? one : `${text}, ${one}`;
  }
  return length === 1 || isList(at) ? text : MALFORMED;
}

/** So many values are too long a list, whatever they are. */
const LONGEST_LIST = 2050;

/** The field of a name that came twice. */
function both(one, other, isList) {
  if (typeof one === 'number') return one;
  if (typeof other === 'number') return other;
  return isList ? `${one ?? ''}, ${other ?? ''}` : MALFORMED;
}

function faultOf(value) {
  if (typeof value === 'number') return NUMBER;
  if (isPromise(value)) return PROMISE;
  return bytesOf(value) === undefined ? NO_TEXT : BYTES;
}

const isPromise = (value) => typeof value?.then === 'function';

/** Whether a sender may have sent it: text or texts, or nothing. */
const isText = (value) => typeof textOf(value) !== 'number';

/** The bytes of an ArrayBuffer or of a view on one; `undefined` for anything else. */
function bytesOf(value) {
  try {
    if (!ArrayBuffer.isView(value)) return new Uint8Array(value, 0, byteLengthOf.call(value));
    const [buffer, offset, length] = kindOf.call(value) ? ofTypedArray : ofDataView;
    const bytes = new Uint8Array(buffer.call(value), offset.call(value), length.call(value));
    // Another thread could change shared bytes after they were verified and before they are parsed.
    return isOwned(bytes.buffer) ? bytes : bytes.slice();
  } catch {
    return undefined;
  }
}

/** The bytes of a secret that is a Uint8Array. */
const keyBytesOf = (secret) => (kindOf.call(secret) === 'Uint8Array' ? bytesOf(secret) : undefined);

/** A secret that its owner cannot change any more; anything that is none, as it is. */
export const ownSecret = (secret) => keyBytesOf(secret)?.slice() ?? secret;

/** Whether it is an ArrayBuffer, and not one that threads share. */
function isOwned(buffer) {
  try {
    return byteLengthOf.call(buffer) >= 0;
  } catch {}
}

/**
 * The language's own getters, which say what a value of any realm is. A property of the same name may be a subclass's, and so run
 * the caller's code, or tell of other bytes than the caller goes on to use.
 */
const getterOf = (prototype) => (name) => Object.getOwnPropertyDescriptor(prototype, name).get;
const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const place = ['buffer', 'byteOffset', 'byteLength'];
const ofTypedArray = place.map(getterOf(typedArray));
const ofDataView = place.map(getterOf(DataView.prototype));
/** Gives the name of a typed array's class, and `undefined` for anything else. */
const kindOf = getterOf(typedArray)(Symbol.toStringTag);
/** Throws for what is no ArrayBuffer. */
const byteLengthOf = getterOf(ArrayBuffer.prototype)('byteLength');

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
