/**
 * How many entries a page of theirs, or of a heap, has: 2 to the power of `PAGE_BITS`. Figures, and
 * no sums of them: a bundler keeps those for whoever takes another store.
 */
export const PAGE_BITS = 10;
export const PAGE = 1024;
export const IN_PAGE = 1023;

/** The bytes of an entry: all in one place, since every other place may be a miss in the cache. */
const ENTRY = 112;

/** Where an entry has its times, in milliseconds since 1970, each eight bytes long. */
const ENDS_AT = 0;
const FRESH_UNTIL = 1;
/** Where it has its numbers, each four bytes long. What is free has no place, but a next one. */
const HASH = 4;
const PLACE = 5;
const NEXT_FREE = 5;
const STAMP = 6;
/** Where it has its bytes. Both lengths are 0 if the texts are kept as strings. */
const KEY_LENGTH = 28;
const TOKEN_LENGTH = 29;
const IS_DONE = 30;
/**
 * The key, and from the next number on the token: an endpoint's name and an id, as the adapters
 * give them, who have no token.
 */
const TEXT = 32;
const TEXT_BYTES = 80;

/** The same bytes three times: as times, as numbers and as bytes. */
class Page {
  readonly times: Float64Array;
  readonly numbers: Uint32Array;
  readonly bytes: Uint8Array;

  constructor() {
    const space = room(ENTRY * PAGE);
    this.times = new Float64Array(space);
    this.numbers = new Uint32Array(space);
    this.bytes = new Uint8Array(space);
  }
}

/**
 * A key in hand. The characters of its parts are read once: what follows takes four at a time. The
 * parts are not joined, since an engine copies a text that was joined when it reads it.
 */
class Key {
  hash = 0;
  /** How many bytes it has; 0 if it does not fit into a page. */
  length = 0;
  /** The bytes, and zeros up to the next number. */
  readonly numbers = new Uint32Array(TEXT_BYTES / 4);
  readonly #bytes = new Uint8Array(this.numbers.buffer);
  #prefix = '';
  #rest = '';
  /** Nobody outside knows which keys share a slot. */
  readonly #seed = (Math.random() * 2 ** 32) >>> 0;

  get text(): string {
    return this.#prefix + this.#rest;
  }

  read(prefix: string, rest: string): void {
    this.#prefix = prefix;
    this.#rest = rest;
    const length = prefix.length + rest.length;
    const isShort = length <= TEXT_BYTES;
    if (isShort) this.numbers[(length - 1) >> 2] = 0;
    const fits =
      isShort && write(prefix, this.#bytes, 0) && write(rest, this.#bytes, prefix.length);
    this.length = fits ? length : 0;
    this.hash = fits ? this.#hashOfNumbers() : this.#hashOfText();
  }

  #hashOfNumbers(): number {
    const end = inNumbers(this.length);
    let hash = this.#seed;
    for (let at = 0; at < end; at++) hash = mixed(hash, this.numbers[at] as number);
    return spread(hash);
  }

  #hashOfText(): number {
    const { text } = this;
    let hash = this.#seed;
    for (let at = 0; at < text.length; at++) hash = mixed(hash, text.charCodeAt(at));
    return spread(hash);
  }
}

function mixed(hash: number, next: number): number {
  const product = Math.imul(hash ^ next, 0x5bd1e995);
  return product ^ (product >>> 15);
}

/** So that the last characters, too, are in all bits. */
function spread(hash: number): number {
  const product = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (product ^ (product >>> 13)) >>> 0;
}

/** The bits of a slot that have an entry's number; the others have some of its hash. */
const NUMBER = 2 ** 24 - 1;

/**
 * Entries by key, each at a number from 1 on. They are in arrays of numbers, because a garbage
 * collector copies objects that stay and looks through them again and again: with an object for
 * each webhook it takes more time than the verification.
 */
export class MemoryEntries {
  readonly #pages: Page[] = [];
  /**
   * Each entry's number, in the slot of its hash or one of the next. At most half of them are
   * taken. Not a table that grows: everybody would wait for the copy.
   */
  readonly #slots: Uint32Array;
  readonly #mask: number;
  /** The one in hand. */
  readonly #key = new Key();
  /** What does not fit into a page. */
  readonly #strings = new Map<number, readonly [key: string, token: string]>();
  /** The first of those that were removed. */
  #free = 0;
  /** The highest number that was ever given. */
  #last = 0;
  #size = 0;
  #stamp = 0;

  /** @param maxEntries fewer than 2 to the power of 24 */
  constructor(maxEntries: number) {
    const slots = 2 ** Math.ceil(Math.log2(2 * maxEntries));
    this.#slots = new Uint32Array(room(4 * slots));
    this.#mask = slots - 1;
  }

  get size(): number {
    return this.#size;
  }

  /** When its lease or its memory ends, in milliseconds since 1970, as the next two. */
  endsAt(at: number): number {
    return this.#page(at).times[timesOf(at) + ENDS_AT] as number;
  }

  /** When it can no longer be replayed. */
  freshUntil(at: number): number {
    return this.#page(at).times[timesOf(at) + FRESH_UNTIL] as number;
  }

  /** When a store that is full may forget it. */
  mayGoAt(at: number): number {
    const endsAt = this.endsAt(at);
    return this.isDone(at) ? Math.min(endsAt, this.freshUntil(at)) : endsAt;
  }

  isDone(at: number): boolean {
    return this.#page(at).bytes[bytesOf(at) + IS_DONE] !== 0;
  }

  /** Where a heap has it. */
  place(at: number): number {
    return this.#page(at).numbers[numbersOf(at) + PLACE] as number;
  }

  setPlace(at: number, place: number): void {
    this.#page(at).numbers[numbersOf(at) + PLACE] = place;
  }

  /** Tells an entry from all others, also those before it at its number; 0 if there is none. */
  stamp(at: number): number {
    return this.#page(at).numbers[numbersOf(at) + STAMP] as number;
  }

  /** Takes a key in hand, of which there is one: in place of the last. */
  keyOf(prefix: string, rest: string): Key {
    this.#key.read(prefix, rest);
    return this.#key;
  }

  /** Returns where a key is; 0 for nowhere. */
  find(key: Key): number {
    const { hash } = key;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const found = this.#slots[slot] as number;
      if (found === 0) return 0;
      // Most of those with another key are told from it without a look at them.
      const at = found & NUMBER;
      if (found === slotted(at, hash) && this.#hasKey(at, key)) return at;
    }
  }

  /** Adds a key that is not there, for a token to work on. */
  add(key: Key, token: string, endsAt: number, freshUntil: number): number {
    const { hash } = key;
    const at = this.#free || ++this.#last;
    if (this.#pages[at >> PAGE_BITS] === undefined) this.#pages.push(new Page());
    const { times, numbers, bytes } = this.#page(at);
    if (at === this.#free) this.#free = numbers[numbersOf(at) + NEXT_FREE] as number;
    let slot = hash & this.#mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = slotted(at, hash);
    times[timesOf(at) + ENDS_AT] = endsAt;
    times[timesOf(at) + FRESH_UNTIL] = freshUntil;
    numbers[numbersOf(at) + HASH] = hash;
    this.#stamp = (this.#stamp + 1) >>> 0 || 1;
    numbers[numbersOf(at) + STAMP] = this.#stamp;
    bytes[bytesOf(at) + IS_DONE] = 0;
    this.#write(at, key, token);
    this.#size++;
    return at;
  }

  /** Remembers that it is done. */
  end(at: number, endsAt: number): void {
    const { times, bytes } = this.#page(at);
    times[timesOf(at) + ENDS_AT] = endsAt;
    bytes[bytesOf(at) + IS_DONE] = 1;
  }

  remove(at: number): void {
    const { numbers } = this.#page(at);
    this.#emptySlot(at);
    this.#strings.delete(at);
    // It is nobody's any more: whoever held it has another stamp.
    numbers[numbersOf(at) + STAMP] = 0;
    numbers[numbersOf(at) + NEXT_FREE] = this.#free;
    this.#free = at;
    this.#size--;
  }

  isHeldBy(at: number, token: string): boolean {
    const { bytes } = this.#page(at);
    const start = bytesOf(at);
    const keyLength = bytes[start + KEY_LENGTH] as number;
    if (keyLength === 0) return this.#strings.get(at)?.[1] === token;
    if (token.length !== bytes[start + TOKEN_LENGTH]) return false;
    return isWritten(token, bytes, start + TEXT + 4 * inNumbers(keyLength));
  }

  #hasKey(at: number, key: Key): boolean {
    const { numbers, bytes } = this.#page(at);
    const length = bytes[bytesOf(at) + KEY_LENGTH] as number;
    if (length === 0) return this.#strings.get(at)?.[0] === key.text;
    if (length !== key.length) return false;
    const text = numbersOf(at) + TEXT / 4;
    const end = inNumbers(length);
    for (let part = 0; part < end; part++)
      if (numbers[text + part] !== key.numbers[part]) return false;
    return true;
  }

  #write(at: number, key: Key, token: string): void {
    const { numbers, bytes } = this.#page(at);
    const start = bytesOf(at);
    const text = numbersOf(at) + TEXT / 4;
    const end = inNumbers(key.length);
    const fits =
      key.length > 0 &&
      4 * end + token.length <= TEXT_BYTES &&
      write(token, bytes, start + TEXT + 4 * end);
    if (fits)
      for (let part = 0; part < end; part++) numbers[text + part] = key.numbers[part] as number;
    else this.#strings.set(at, [key.text, token]);
    bytes[start + KEY_LENGTH] = fits ? key.length : 0;
    bytes[start + TOKEN_LENGTH] = fits ? token.length : 0;
  }

  /** Empties the slot of an entry, and fills the gap: whoever searches stops at one. */
  #emptySlot(at: number): void {
    const slots = this.#slots;
    const mask = this.#mask;
    const hash = this.#hash(at);
    let gap = hash & mask;
    while (slots[gap] !== slotted(at, hash)) gap = (gap + 1) & mask;
    for (let next = (gap + 1) & mask; slots[next] !== 0; next = (next + 1) & mask) {
      const first = this.#hash((slots[next] as number) & NUMBER) & mask;
      // One that may stand no nearer to its first slot than it does stays.
      if (((next - first) & mask) < ((next - gap) & mask)) continue;
      slots[gap] = slots[next] as number;
      gap = next;
    }
    slots[gap] = 0;
  }

  #hash(at: number): number {
    return this.#page(at).numbers[numbersOf(at) + HASH] as number;
  }

  #page(at: number): Page {
    return this.#pages[at >> PAGE_BITS] as Page;
  }
}

/** Where an entry begins in its page's bytes, numbers and times. */
const bytesOf = (at: number): number => (at & IN_PAGE) * ENTRY;
const numbersOf = (at: number): number => (at & IN_PAGE) * (ENTRY / 4);
const timesOf = (at: number): number => (at & IN_PAGE) * (ENTRY / 8);

/** What stands in an entry's slot: its number, and eight bits of its hash. */
const slotted = (at: number, hash: number): number => (at | (hash & ~NUMBER)) >>> 0;

/** How many numbers so many bytes take. */
const inNumbers = (bytes: number): number => (bytes + 3) >> 2;

/** Writes a text of one byte for each character; tells whether it is one. */
function write(text: string, bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0xff) return false;
    bytes[start + at] = unit;
  }
  return true;
}

function isWritten(text: string, bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < text.length; at++)
    if (bytes[start + at] !== text.charCodeAt(at)) return false;
  return true;
}

/**
 * Space for numbers. Shared, where there is such a thing, though with nobody: an engine counts any
 * other space among what a collection could free, and collects several times as often, in vain.
 * Four MiB of it cost Node more than two microseconds of every request.
 */
export const room = (bytes: number): ArrayBufferLike =>
  new (globalThis.SharedArrayBuffer ?? ArrayBuffer)(bytes);
