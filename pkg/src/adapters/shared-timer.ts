import { hasProcess } from './platform.js';

/**
 * A timer that many share who wait for the same length of time: they end in the order in which they
 * began, so that one timer of the runtime serves all of them. To set and clear one for each webhook
 * takes as long on Deno as to verify it.
 */
export class SharedTimer {
  readonly milliseconds: number;
  readonly #isWorth: boolean;
  /** Who waits, in a ring that begins and ends here: a third of what a Set of them takes. */
  readonly #ring: Link = new Link(() => {});
  /** What is set: it goes off in vain, if nobody waits by then. */
  #timer: Timer | undefined;

  /**
   * @param milliseconds how long each waits
   * @param isWorth whether a process is kept alive by whoever waits
   */
  constructor(milliseconds: number, isWorth: boolean) {
    this.milliseconds = milliseconds;
    this.#isWorth = isWorth;
  }

  /** Calls back once the time is over, unless it is stopped before. */
  start(callback: () => void): Waiting {
    const waiting = new Link(callback);
    const { milliseconds } = this;
    if (!isShared) {
      waiting.timer = setTimeout(callback, milliseconds);
      return waiting;
    }
    const isFirst = this.#ring.next === this.#ring;
    waiting.end = performance.now() + milliseconds;
    waiting.putBefore(this.#ring);
    if (this.#timer === undefined) this.#set(milliseconds);
    else if (this.#isWorth && isFirst) this.#timer.ref?.();
    return waiting;
  }

  stop(waiting: Waiting): void {
    if (!isShared) return clearTimeout((waiting as Link).timer);
    (waiting as Link).leave();
    if (this.#ring.next === this.#ring) this.#rest();
  }

  /** Keeps no process alive for a timer for which nobody waits. */
  #rest(): void {
    if (typeof this.#timer?.unref === 'function') return void this.#timer.unref();
    clearTimeout(this.#timer as never);
    this.#timer = undefined;
  }

  #set(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#goOff(), milliseconds) as unknown as Timer;
    if (!this.#isWorth) this.#timer.unref?.();
  }

  #goOff(): void {
    this.#timer = undefined;
    // Some runtimes call a little too early.
    const now = performance.now() + 1;
    const late: Link[] = [];
    for (
      let first = this.#ring.next;
      first !== this.#ring && first.end <= now;
      first = this.#ring.next
    ) {
      first.leave();
      late.push(first);
    }
    // Before anybody is called who may throw.
    if (this.#ring.next !== this.#ring) this.#set(Math.ceil(this.#ring.next.end - now));
    for (const { callback } of late) callback();
  }
}

/**
 * Gives what a promise gives, or is rejected if that takes longer than the timer runs.
 *
 * @param late how the message begins if it took longer: `within … ms` is added
 * @param onLate called before the promise that is given is rejected, to give up what it waits for
 */
export function withinTimer<T>(
  timer: SharedTimer,
  promise: Promise<T>,
  late: string,
  onLate = () => {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const waiting = timer.start(() => {
      onLate();
      reject(lateError(late, timer));
    });
    promise.then(
      (value) => {
        resolve(value);
        timer.stop(waiting);
      },
      (error) => {
        reject(error);
        timer.stop(waiting);
      },
    );
  });
}

/** Makes the error, and its text, only once somebody is late. */
export const lateError = (late: string, { milliseconds }: SharedTimer): Error =>
  new Error(`${late} within ${milliseconds} ms`);

/** Who waits, for `stop`. */
export interface Waiting {
  readonly callback: () => void;
}

/** A place in a ring; alone, it is a ring of its own. */
class Link implements Waiting {
  readonly callback: () => void;
  end = 0;
  next: Link = this;
  previous: Link = this;
  /** Its own, where none can be shared. */
  timer: ReturnType<typeof setTimeout> | undefined;

  constructor(callback: () => void) {
    this.callback = callback;
  }

  putBefore(other: Link): void {
    this.next = other;
    this.previous = other.previous;
    other.previous.next = this;
    other.previous = this;
  }

  leave(): void {
    this.previous.next = this.next;
    this.next.previous = this.previous;
    this.next = this;
    this.previous = this;
  }
}

/** Of Node, Deno and Bun; elsewhere, and where a page is imitated, it is a number. */
interface Timer {
  ref?(): void;
  unref?(): void;
}

/**
 * Whether a timer may serve several requests. In a Worker, and perhaps at other edges, it belongs
 * to the request that set it, and ends with it.
 */
const isShared = hasProcess;
