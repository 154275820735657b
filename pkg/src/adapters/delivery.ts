import { free } from './free.js';
import { isNode } from './platform.js';
import { lateError, type SharedTimer, type Waiting, withinTimer } from './shared-timer.js';

/**
 * What `verifyRequest` reads of a `Request`: an adapter for a framework without one makes its own.
 */
export interface Delivery {
  readonly headers: { get(name: string): string | null };
  readonly bodyUsed: boolean;
  /** `null` for none; `undefined` where a runtime has no streams on requests. */
  readonly body: DeliveryBody | null | undefined;
  /** All of the body at once: asked for if its length is declared. */
  readonly arrayBuffer?: (() => Promise<ArrayBuffer | Uint8Array<ArrayBuffer>>) | undefined;
  /** All of the body, if it is there already and not longer. */
  takeAtOnce?(maxBodyBytes: number): Uint8Array | undefined;
  /** Gives up waiting for all of it. */
  giveUp?(): void;
  /** Takes a body back that is refused, and that nobody is to see. */
  discard?(body: Uint8Array): void;
}

interface DeliveryBody {
  /** Whether somebody else reads it. */
  readonly locked?: boolean;
  cancel(): Promise<void>;
  getReader(): BodyReader;
}

export interface BodyReader {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

/**
 * Gives the same delivery, whose body breaks off when it takes longer to arrive than a timer. The
 * body is not asked for before it is needed.
 *
 * @param isForVerifyRequest whether that reads it, and no `verify` of the application's
 */
export const timed = (
  delivery: Delivery,
  timer: SharedTimer,
  isForVerifyRequest: boolean,
): Delivery =>
  typeof delivery.arrayBuffer === 'function' && !(isForVerifyRequest && isFasterInPieces(delivery))
    ? new TimedWhole(delivery, timer)
    : new TimedDelivery(delivery, timer);

class TimedDelivery implements Delivery {
  protected readonly delivery: Delivery;
  protected readonly timer: SharedTimer;

  constructor(delivery: Delivery, timer: SharedTimer) {
    this.delivery = delivery;
    this.timer = timer;
  }

  get headers() {
    return this.delivery.headers;
  }

  get bodyUsed() {
    return this.delivery.bodyUsed;
  }

  get body(): DeliveryBody | null | undefined {
    const { body } = this.delivery;
    // Of another kind of stream the whole is taken.
    return typeof body?.getReader === 'function' ? timedBody(body, this.timer) : body && undefined;
  }

  discard(body: Uint8Array): void {
    if (isOfPlatform(this.delivery)) free(body);
    else this.delivery.discard?.(body);
  }
}

/** One that can be read at once. */
class TimedWhole extends TimedDelivery {
  arrayBuffer(): Promise<ArrayBuffer | Uint8Array<ArrayBuffer>> {
    const { delivery, timer } = this;
    return withinTimer(timer, (delivery as Whole).arrayBuffer(), late, () => delivery.giveUp?.());
  }
}

/**
 * Tells whether the platform reads it: that makes a buffer for whoever asks. Libraries that stand
 * in for its requests, or put a method of their own into one, may give a buffer that somebody else
 * has as well. A proxy is what it stands for: Next gives one, each of whose methods is another
 * function.
 */
const isOfPlatform = (delivery: Delivery): boolean =>
  platform !== undefined && ownerOf(delivery) === platform;

/** Where an object has its `arrayBuffer()` from. In workerd it is not `Request` itself. */
function ownerOf(object: object | null | undefined): object | undefined {
  let owner = object ?? null;
  while (owner !== null && !Object.hasOwn(owner, 'arrayBuffer'))
    owner = Object.getPrototypeOf(owner) as object | null;
  return owner ?? undefined;
}

const platform = ownerOf((globalThis as { Request?: typeof Request }).Request?.prototype);

/**
 * Tells whether a body is better read in pieces. Node makes a copy more of a whole one, and V8
 * comes to collect all of its memory for the copies.
 */
const isFasterInPieces = (delivery: Delivery): boolean =>
  isNode && Number(delivery.headers.get('content-length')) >= LARGE && isOfPlatform(delivery);

const LARGE = 128 * 1024;

type Whole = Delivery & { arrayBuffer: NonNullable<Delivery['arrayBuffer']> };

const late = 'the body did not arrive';

const timedBody = (body: DeliveryBody, timer: SharedTimer): DeliveryBody => ({
  locked: body.locked ?? false,
  cancel: () => body.cancel(),
  getReader: () => new TimedReader(body.getReader(), timer),
});

/** Breaks off when the time since it was made is over, however much has come. */
class TimedReader implements BodyReader {
  readonly #reader: BodyReader;
  readonly #timer: SharedTimer;
  readonly #waiting: Waiting;
  #reject = (_: Error): void => {};
  #error: Error | undefined;

  constructor(reader: BodyReader, timer: SharedTimer) {
    this.#reader = reader;
    this.#timer = timer;
    this.#waiting = timer.start(() => {
      this.#error = lateError(late, timer);
      this.#reject(this.#error);
      giveUp(reader);
    });
  }

  read(): ReturnType<BodyReader['read']> {
    return new Promise((resolve, reject) => {
      if (this.#error !== undefined) return reject(this.#error);
      this.#reject = reject;
      this.#reader.read().then(
        (part) => {
          if (part.done) this.#timer.stop(this.#waiting);
          resolve(part);
        },
        (error) => {
          reject(error);
          this.#timer.stop(this.#waiting);
          giveUp(this.#reader);
        },
      );
    });
  }

  cancel(): Promise<void> {
    this.#timer.stop(this.#waiting);
    return this.#reader.cancel();
  }
}

/** Whoever sends must not keep what waits for him. */
function giveUp(reader: BodyReader): void {
  (async () => reader.cancel())().catch(() => {});
}
