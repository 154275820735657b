import { IN_PAGE, type MemoryEntries, PAGE, PAGE_BITS, room } from './memory-entries.js';

/**
 * Some of the entries by when they may go: the next one is found at once, and any one is added or
 * taken out in logarithmic time.
 */
export class ExpiryHeap {
  readonly #entries: MemoryEntries;
  /** The numbers of the entries. Not one array: one that grows is copied while everybody waits. */
  readonly #pages: Uint32Array[] = [];
  #size = 0;

  constructor(entries: MemoryEntries) {
    this.#entries = entries;
  }

  /** When the next one may go; never, if there is none. */
  get nextGoesAt(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#entries.mayGoAt(this.next);
  }

  /** The next one; there has to be one. */
  get next(): number {
    return this.#at(0);
  }

  add(entry: number): void {
    if (this.#pages[this.#size >> PAGE_BITS] === undefined)
      this.#pages.push(new Uint32Array(room(4 * PAGE)));
    this.#rise(entry, this.#size++);
  }

  remove(entry: number): void {
    const place = this.#entries.place(entry);
    const last = this.#at(--this.#size);
    if (place === this.#size) return;
    // It belongs above that place, or below it.
    this.#rise(last, place);
    this.#sink(last, this.#entries.place(last));
  }

  #rise(entry: number, from: number): void {
    const goesAt = this.#entries.mayGoAt(entry);
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#at(above);
      if (this.#entries.mayGoAt(parent) <= goesAt) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(entry, place);
  }

  #sink(entry: number, from: number): void {
    const goesAt = this.#entries.mayGoAt(entry);
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= this.#size) break;
      let child = this.#at(below);
      if (
        below + 1 < this.#size &&
        this.#entries.mayGoAt(this.#at(below + 1)) < this.#entries.mayGoAt(child)
      )
        child = this.#at(++below);
      if (goesAt <= this.#entries.mayGoAt(child)) break;
      this.#put(child, place);
      place = below;
    }
    this.#put(entry, place);
  }

  #at(place: number): number {
    return this.#pages[place >> PAGE_BITS]?.[place & IN_PAGE] as number;
  }

  #put(entry: number, place: number): void {
    (this.#pages[place >> PAGE_BITS] as Uint32Array)[place & IN_PAGE] = entry;
    this.#entries.setPlace(entry, place);
  }
}
