/** How many entries a page has, as a power of two. */
const PAGE_BITS = 10;
const PAGE = 1 << PAGE_BITS;
const IN_PAGE = PAGE - 1;

/**
 * The bytes that an entry has for its key and its token: an endpoint's name, an id and a number, as
 * the adapters give them.
 */
const TEXT_BYTES = 80;

/** The entries of a page, one array for each field. */
class Page {
  readonly endsAt = new Float64Array(room(8 * PAGE));
  readonly freshUntil = new Float64Array(room(8 * PAGE));
  readonly mayGoAt = new Float64Array(room(8 * PAGE));
  readonly isDone = new Uint8Array(room(PAGE));
  readonly place = new Uint32Array(room(4 * PAGE));
  readonly hash = new Uint32Array(room(4 * PAGE));
  /** The next in its bucket, or the next that is free. */
  readonly next = new Uint32Array(room(4 * PAGE));
  /** The key, and then the token. Both lengths are 0 if they are kept as strings. */
  readonly text = new Uint8Array(room(TEXT_BYTES * PAGE));
  readonly keyLength = new Uint8Array(room(PAGE));
  readonly tokenLength = new Uint8Array(room(PAGE));
}

/**
 * Entries by key, each at a number from 1 on. They are in arrays of numbers, because a garbage
 * collector copies objects that stay and looks through them again and again: with an object for
 * each webhook it takes more time than the verification.
 */
export class MemoryEntries {
  readonly #pages: Page[] = [];
  /** The first entry of each bucket. Not one that grows: everybody would wait for the copy. */
  readonly #buckets: Uint32Array;
  /** Nobody outside knows which keys share a bucket. */
  readonly #seed = (Math.random() * 2 ** 32) >>> 0;
  /** What does not fit into a page. */
  readonly #strings = new Map<number, readonly [key: string, token: string]>();
  /** The first of those that were removed. */
  #free = 0;
  /** The highest number that was ever given. */
  #last = 0;
  #size = 0;

  constructor(maxEntries: number) {
    this.#buckets = new Uint32Array(room(4 * 2 ** Math.ceil(Math.log2(maxEntries))));
  }

  get size(): number {
    return this.#size;
  }

  /** When its lease or its memory ends, in milliseconds since 1970, as the next two. */
  endsAt(at: number): number {
    return this.#page(at).endsAt[at & IN_PAGE] as number;
  }

  /** When it can no longer be replayed. */
  freshUntil(at: number): number {
    return this.#page(at).freshUntil[at & IN_PAGE] as number;
  }

  /** When a store that is full may forget it. */
  mayGoAt(at: number): number {
    return this.#page(at).mayGoAt[at & IN_PAGE] as number;
  }

  isDone(at: number): boolean {
    return this.#page(at).isDone[at & IN_PAGE] !== 0;
  }

  /** Where a heap has it. */
  place(at: number): number {
    return this.#page(at).place[at & IN_PAGE] as number;
  }

  setPlace(at: number, place: number): void {
    this.#page(at).place[at & IN_PAGE] = place;
  }

  /** Returns where a key is; 0 for nowhere. */
  find(key: string): number {
    return this.findHashed(key, this.hashOf(key));
  }

  findHashed(key: string, hash: number): number {
    let at = this.#buckets[this.#bucket(hash)] as number;
    while (at !== 0 && !(this.#page(at).hash[at & IN_PAGE] === hash && this.hasKey(at, key)))
      at = this.#page(at).next[at & IN_PAGE] as number;
    return at;
  }

  /** Adds a key that is not there, for a token to work on. */
  add(key: string, hash: number, token: string, endsAt: number, freshUntil: number): number {
    const at = this.#free || ++this.#last;
    if (this.#pages[at >> PAGE_BITS] === undefined) this.#pages.push(new Page());
    const page = this.#page(at);
    const place = at & IN_PAGE;
    if (at === this.#free) this.#free = page.next[place] as number;
    const bucket = this.#bucket(hash);
    page.hash[place] = hash;
    page.next[place] = this.#buckets[bucket] as number;
    this.#buckets[bucket] = at;
    page.endsAt[place] = endsAt;
    page.mayGoAt[place] = endsAt;
    page.freshUntil[place] = freshUntil;
    page.isDone[place] = 0;
    this.#write(at, key, token);
    this.#size++;
    return at;
  }

  /** Remembers that it is done. */
  end(at: number, endsAt: number): void {
    const page = this.#page(at);
    const place = at & IN_PAGE;
    page.endsAt[place] = endsAt;
    page.mayGoAt[place] = Math.min(endsAt, page.freshUntil[place] as number);
    page.isDone[place] = 1;
  }

  remove(at: number): void {
    const page = this.#page(at);
    const place = at & IN_PAGE;
    const next = page.next[place] as number;
    const bucket = this.#bucket(page.hash[place] as number);
    let before = this.#buckets[bucket] as number;
    if (before === at) this.#buckets[bucket] = next;
    else {
      while (this.#page(before).next[before & IN_PAGE] !== at)
        before = this.#page(before).next[before & IN_PAGE] as number;
      this.#page(before).next[before & IN_PAGE] = next;
    }
    this.#strings.delete(at);
    // It is nobody's any more, whatever stands there.
    page.keyLength[place] = 0;
    page.next[place] = this.#free;
    this.#free = at;
    this.#size--;
  }

  isHeldBy(at: number, token: string): boolean {
    const page = this.#page(at);
    const place = at & IN_PAGE;
    const keyLength = page.keyLength[place] as number;
    if (keyLength === 0) return this.#strings.get(at)?.[1] === token;
    if (token.length !== page.tokenLength[place]) return false;
    return isWritten(token, page.text, place * TEXT_BYTES + keyLength);
  }

  #write(at: number, key: string, token: string): void {
    const page = this.#page(at);
    const place = at & IN_PAGE;
    const start = place * TEXT_BYTES;
    const fits =
      key.length + token.length <= TEXT_BYTES &&
      write(key, page.text, start) &&
      write(token, page.text, start + key.length);
    page.keyLength[place] = fits ? key.length : 0;
    page.tokenLength[place] = fits ? token.length : 0;
    if (!fits) this.#strings.set(at, [key, token]);
  }

  /** Tells whether an entry is there, and its key is this one. */
  hasKey(at: number, key: string): boolean {
    const page = this.#page(at);
    const place = at & IN_PAGE;
    const keyLength = page.keyLength[place] as number;
    if (keyLength === 0) return this.#strings.get(at)?.[0] === key;
    return key.length === keyLength && isWritten(key, page.text, place * TEXT_BYTES);
  }

  #page(at: number): Page {
    return this.#pages[at >> PAGE_BITS] as Page;
  }

  hashOf(key: string): number {
    const { length } = key;
    let hash = this.#seed;
    let at = 0;
    // Four characters at a time: each step waits for the one before it.
    for (; at + 3 < length; at += 4) {
      const four =
        key.charCodeAt(at) ^
        (key.charCodeAt(at + 1) << 8) ^
        (key.charCodeAt(at + 2) << 16) ^
        (key.charCodeAt(at + 3) << 24);
      hash = Math.imul(hash ^ four, 0x5bd1e995);
      hash ^= hash >>> 15;
    }
    for (; at < length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x5bd1e995);
    // So that the last characters, too, are in all bits.
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    return (hash ^ (hash >>> 13)) >>> 0;
  }

  #bucket(hash: number): number {
    return hash & (this.#buckets.length - 1);
  }
}

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
