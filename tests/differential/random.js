/**
 * The same choices for the same seed, on every machine: sfc32, which is small and passes the usual
 * tests of randomness.
 */
export class Random {
  #a;
  #b;
  #c = 0x9e3779b9;
  #counter = 1;

  constructor(seed, at = 0) {
    [this.#a, this.#b] = [seed | 0, at | 0];
    for (let round = 0; round < 12; round++) this.#next();
  }

  #next() {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** 0 to `count` - 1. */
  below(count) {
    return Math.floor((this.#next() / 2 ** 32) * count);
  }

  /** Both included. */
  between(least, most) {
    return least + this.below(most - least + 1);
  }

  /** True once in `count` times. */
  once(count) {
    return this.below(count) === 0;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  bytes(length) {
    const bytes = Buffer.allocUnsafe(length);
    let at = 0;
    for (; at + 4 <= length; at += 4) bytes.writeUInt32LE(this.#next(), at);
    for (; at < length; at++) bytes[at] = this.#next() >>> 24;
    return bytes;
  }

  text(characters, length) {
    let text = '';
    while (text.length < length) text += characters[this.below(characters.length)];
    return text;
  }
}
