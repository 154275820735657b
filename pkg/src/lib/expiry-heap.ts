/** What may be forgotten at a time, and where the heap has it. */
export interface Expiring {
  readonly mayGoAt: number;
  place: number;
}

/** Entries by when they may go: the next one is found at once, and any one is added or taken out in logarithmic time. */
export class ExpiryHeap<Entry extends Expiring> {
  readonly #entries: Entry[] = [];

  get next(): Entry | undefined {
    return this.#entries[0];
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
    this.#rise(entry, this.#entries.length - 1);
  }

  remove({ place }: Entry): void {
    const last = this.#entries.pop() as Entry;
    if (place === this.#entries.length) return;
    last.place = place;
    this.move(last);
  }

  /** Puts an entry where it belongs since it may go at another time, above its place or below it. */
  move(entry: Entry): void {
    this.#rise(entry, entry.place);
    this.#sink(entry, entry.place);
  }

  #rise(entry: Entry, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#entries[above] as Entry;
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
    const left = this.#entries[2 * place + 1];
    const right = this.#entries[2 * place + 2];
    return left !== undefined && right !== undefined && right.mayGoAt < left.mayGoAt ? right : left;
  }

  #put(entry: Entry, place: number): void {
    this.#entries[place] = entry;
    entry.place = place;
  }
}
