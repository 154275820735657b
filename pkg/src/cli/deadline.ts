import { MAX_TIMEOUT_MS } from '../core/timeout.js';

/**
 * A time limit that is lifted once it is kept. Not AbortSignal.timeout, whose timer keeps Deno from
 * ending.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #seconds: number;

  constructor(seconds: number) {
    this.#seconds = seconds;
    this.#timer = setTimeout(
      () => this.#controller.abort(),
      Math.min(seconds * 1000, MAX_TIMEOUT_MS),
    );
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What to say of what came too late; `undefined` for what did not. */
  get missed(): string | undefined {
    return this.signal.aborted
      ? `within ${this.#seconds} s: a longer --timeout may help`
      : undefined;
  }

  lift(): void {
    clearTimeout(this.#timer);
  }
}
