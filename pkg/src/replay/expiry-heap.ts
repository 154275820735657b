/** What may be forgotten at a time, and where the heap has it. */
export interface Expiring {
  readonly mayGoAt: number;
  place: number;
}

/** How many entries a page has, as a power of two. */
const PAGE_BITS = 8;
const IN_PAGE = (1 << PAGE_BITS) - 1;

/**
 * Entries by when they may go: the next one is found at once, and any one is added or taken out in
 * logarithmic time.
 */
export class ExpiryHeap<Entry extends Expiring> {
  /**
   * Not one array: a garbage collector that works beside the program (Bun's) looks through all of
   * it again for each place that was written.
   */
  readonly #pages: Entry[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get next(): Entry | undefined {
    return this.#at(0);
  }

  add(entry: Entry): void {
    this.#rise(entry, this.#size++);
  }

  remove({ place }: Entry): void {
    const last = this.#at(--this.#size) as Entry;
    this.#pages[this.#size >> PAGE_BITS]?.pop();
    if (place === this.#size) return;
    last.place = place;
    this.move(last);
  }

  /**
   * Puts an entry where it belongs since it may go at another time, above its place or below it.
   */
  move(entry: Entry): void {
    this.#rise(entry, entry.place);
    this.#sink(entry, entry.place);
  }

  #rise(entry: Entry, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#at(above) as Entry;
      if (parent.mayGoAt <= entry.mayGoAt) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(entry, place);
  }

  #sink(entry: Entry, from: number): void {
    let place = from;
    for (;;) {
      const child = this.#earlierChildOf(place);
      if (child === undefined || entry.mayGoAt <= child.mayGoAt) break;
      const below = child.place;
      this.#put(child, place);
      place = below;
    }
    this.#put(entry, place);
  }

  #earlierChildOf(place: number): Entry | undefined {
    const left = this.#at(2 * place + 1);
    const right = this.#at(2 * place + 2);
    return left !== undefined && right !== undefined && right.mayGoAt < left.mayGoAt ? right : left;
  }

  #at(place: number): Entry | undefined {
    return this.#pages[place >> PAGE_BITS]?.[place & IN_PAGE];
  }

  #put(entry: Entry, place: number): void {
    (this.#pages[place >> PAGE_BITS] ??= [])[place & IN_PAGE] = entry;
    entry.place = place;
  }
}
