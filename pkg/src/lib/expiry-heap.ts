/** A claim, and where the heap has it. */
export interface Claim {
  readonly id: string;
  readonly expiresAt: number;
  place: number;
}

/** Claims by when they end: the next one to end is found at once, and any one is added or taken out in logarithmic time. */
export class ExpiryHeap {
  readonly #claims: Claim[] = [];

  get next(): Claim | undefined {
    return this.#claims[0];
  }

  add(claim: Claim): void {
    this.#claims.push(claim);
    this.#rise(claim, this.#claims.length - 1);
  }

  remove({ place }: Claim): void {
    const last = this.#claims.pop() as Claim;
    if (place === this.#claims.length) return;
    // The one that fills the gap may belong above it as well as below it.
    this.#rise(last, place);
    this.#sink(last, last.place);
  }

  #rise(claim: Claim, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#claims[above] as Claim;
      if (parent.expiresAt <= claim.expiresAt) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(claim, place);
  }

  #sink(claim: Claim, from: number): void {
    let place = from;
    for (;;) {
      const child = this.#earlierChildOf(place);
      if (child === undefined || claim.expiresAt <= child.expiresAt) break;
      const below = child.place;
      this.#put(child, place);
      place = below;
    }
    this.#put(claim, place);
  }

  #earlierChildOf(place: number): Claim | undefined {
    const left = this.#claims[2 * place + 1];
    const right = this.#claims[2 * place + 2];
    return left !== undefined && right !== undefined && right.expiresAt < left.expiresAt ? right : left;
  }

  #put(claim: Claim, place: number): void {
    this.#claims[place] = claim;
    claim.place = place;
  }
}
