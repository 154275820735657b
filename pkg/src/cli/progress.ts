import { isInteractive, write } from './output.js';

/** A line on standard error that says how far it is, while someone looks. */
export class Progress {
  readonly #total: number;
  readonly #isShown: boolean;
  #drawn = 0;

  constructor(total: number, isWanted: boolean) {
    this.#total = total;
    this.#isShown = isWanted && isInteractive(process.stderr);
  }

  update(done: number, good: number): void {
    const now = Date.now();
    // Ten times a second is enough for eyes.
    if (!this.#isShown || (now - this.#drawn < 100 && done < this.#total)) return;
    this.#drawn = now;
    write(process.stderr, `\r\x1b[K${done} of ${this.#total} sent, ${good} as expected`);
  }

  clear(): void {
    if (this.#drawn > 0) write(process.stderr, '\r\x1b[K');
  }
}
