/** The body and the headers of a request on Node, as the guard reads them. */
import { WebhookConfigError } from 'hookproof';
import type { BodyReader, Delivery } from './delivery.js';
import type { NodeRequest, NodeStream } from './node-types.js';
import { misplaced } from './settings.js';

/**
 * Returns what the guard reads: the bytes that somebody kept, else the stream.
 *
 * @throws {WebhookConfigError} Somebody read the stream and kept none.
 */
export function deliveryOf(
  request: NodeRequest,
  stream: NodeStream,
  rawBody: unknown,
): NodeDelivery {
  // A body that is a string was decoded, and perhaps not as UTF-8.
  const kept =
    typeof rawBody === 'string'
      ? new TextEncoder().encode(rawBody)
      : (bytesOf(rawBody) ?? bytesOf(request.body));
  if (kept !== undefined) return new NodeDelivery(request.headers, kept);
  if (typeof stream.read !== 'function') throw misplaced('express', "Node's request");
  if (stream.readableDidRead || stream.readableEnded)
    throw eaten('another middleware has already read the body');
  if (stream.readableEncoding) throw eaten('somebody called setEncoding() on the request');
  // The declared length is that of what was sent, so not of what a hook made of it.
  return new NodeDelivery(request.headers, new StreamReader(stream), stream === request);
}

/** A request of Node's, as the guard reads it. */
export class NodeDelivery implements Delivery {
  bodyUsed = false;
  readonly headers: Delivery['headers'];
  readonly #source: Uint8Array | StreamReader;
  readonly #declared: number;
  readonly #hasLength: boolean;

  /** @param hasLength whether the length that the headers declare is the body's */
  constructor(
    headers: NodeRequest['headers'],
    source: Uint8Array | StreamReader,
    hasLength = true,
  ) {
    this.headers = new NodeHeaders(headers);
    this.#source = source;
    this.#declared = lengthIn(headers);
    this.#hasLength = hasLength;
  }

  get arrayBuffer(): Delivery['arrayBuffer'] {
    const source = this.#source;
    if (!(source instanceof StreamReader && this.#hasLength)) return undefined;
    return () => {
      this.bodyUsed = true;
      return source.readAll(this.#declared);
    };
  }

  get body() {
    const source = this.#source;
    return {
      cancel: async () => {},
      getReader: () => (source instanceof StreamReader ? source : wholeReader(source)),
    };
  }

  takeAtOnce(maxBodyBytes: number): Uint8Array | undefined {
    const source = this.#source;
    if (source instanceof StreamReader)
      return this.#hasLength ? source.takeAtOnce(this.#declared, maxBodyBytes) : undefined;
    // A copy: whoever keeps them may change them.
    return source.length <= maxBodyBytes ? new Uint8Array(source) : undefined;
  }

  giveUp(): void {
    if (this.#source instanceof StreamReader) this.#source.giveUp();
  }

  /**
   * Leaves the request as if nobody had read it, if its body was read and is this one. Gives
   * whether its stream has these bytes again.
   */
  putBack(body: Uint8Array): boolean {
    return this.#source instanceof StreamReader && this.#source.putBack(body);
  }
}

/**
 * Gives the declared length of a body; NaN for none, and for one beside chunks, which Node takes if
 * it is told to be lenient.
 */
export const lengthIn = ({
  'content-length': declared,
  'transfer-encoding': encoding,
}: NodeRequest['headers']): number =>
  encoding === undefined ? Number.parseInt(declared as string, 10) : Number.NaN;

/** Node's headers, asked by name. */
class NodeHeaders {
  readonly #headers: NodeRequest['headers'];

  constructor(headers: NodeRequest['headers']) {
    this.#headers = headers;
  }

  get(name: string): string | null {
    return Object.hasOwn(this.#headers, name)
      ? ((this.#headers[name] as string | undefined) ?? null)
      : null;
  }
}

const eaten = (what: string) =>
  new WebhookConfigError(
    `${what}, and the bytes that were signed are gone: put webhook() before express.json() and every other body parser, or let the ` +
      'parser keep them as a Buffer (express.raw({ type: () => true }), or rawBody: NestFactory.create(…, { rawBody: true }))',
    { code: 'ERR_PAYLOAD_TYPE' },
  );

/** Bytes of any realm, so never by `instanceof`. */
const bytesOf = (value: unknown): Uint8Array | undefined =>
  ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : undefined;

function wholeReader(bytes: Uint8Array): BodyReader {
  let isRead = false;
  return {
    cancel: async () => {},
    async read() {
      if (isRead) return { done: true };
      isRead = true;
      return { done: false, value: bytes };
    },
  };
}

/**
 * Keeps what has come of a body, and no space for what was only declared. Pieces of some size stay
 * as they are until the end; small ones are gathered in a block, because a sender may send byte by
 * byte, and an object kept for each takes hundreds of times the body.
 */
class Pieces {
  readonly #kept: Uint8Array[] = [];
  #block = new Uint8Array();
  #used = 0;
  #length = 0;

  add(piece: Uint8Array): void {
    const { length } = piece;
    if (length >= LARGE) {
      this.#closeBlock();
      this.#kept.push(piece);
    } else {
      if (this.#used + length > this.#block.length) {
        this.#closeBlock();
        this.#block = new Uint8Array(Math.max(length, Math.min(this.#length, 2 * LARGE)));
      }
      this.#block.set(piece, this.#used);
      this.#used += length;
    }
    this.#length += length;
  }

  /** Gives all of them as bytes that nobody else has. */
  joined(): Uint8Array<ArrayBuffer> {
    this.#closeBlock();
    return owned(
      this.#kept.length === 1 ? (this.#kept[0] as Uint8Array) : Buffer.concat(this.#kept),
    );
  }

  #closeBlock(): void {
    if (this.#used > 0) this.#kept.push(this.#block.subarray(0, this.#used));
    this.#block = new Uint8Array();
    this.#used = 0;
  }
}

/** Node's, which does not fill with zeros what it is about to fill. */
declare const Buffer: { concat(pieces: readonly Uint8Array[]): Uint8Array };

/** From how many bytes on a piece is kept as it is. */
const LARGE = 16 * 1024;

/** What Node notes down about a stream, and tells nobody. */
interface StreamState {
  /** Whether all has come, read or not. */
  readonly ended: boolean;
  /** What `readableDidRead` tells. */
  dataEmitted: boolean;
}

const stateOf = (stream: NodeStream) => (stream as { _readableState?: StreamState })._readableState;

/**
 * Reads at the pace of whoever asks, and leaves no listener behind. It never reads past the last
 * byte: that would emit the `end`, after which nothing can be put back, and for which whoever reads
 * behind it would wait for ever.
 */
class StreamReader implements BodyReader {
  readonly #stream: NodeStream;
  /** Whoever else listens does so when the bytes are put back. */
  readonly #others: ((...values: unknown[]) => void)[];
  #length = 0;
  /** How long the body is, if that is known. */
  #declared = Number.POSITIVE_INFINITY;
  #hasGivenUp = false;
  #isListening = false;
  #error: Error | undefined;
  /** Ends the wait for more. */
  #wake: (() => void) | undefined;
  /** Made when there is something to wait for: most bodies are there at once. */
  #listeners: Listeners | undefined;

  constructor(stream: NodeStream) {
    this.#stream = stream;
    this.#others = stream.rawListeners('data') as ((...values: unknown[]) => void)[];
    if (this.#others.length > 0) stream.pause();
    for (const listener of this.#others) stream.removeListener('data', listener);
  }

  async read(): Promise<{ done: boolean; value?: Uint8Array }> {
    for (;;) {
      const value = this.#take();
      if (value !== undefined) return { done: false, value };
      if (this.#isAtEnd()) return { done: true };
      await this.#change();
    }
  }

  /** Gives a body of this length, as bytes that nobody else has, if all of it is there. */
  takeAtOnce(length: number, maxBodyBytes: number): Uint8Array | undefined {
    const { readableLength, readableHighWaterMark } = this.#stream;
    if (length !== readableLength || length > Math.min(maxBodyBytes, readableHighWaterMark))
      return undefined;
    this.#declared = length;
    const taken = this.#take();
    return taken && owned(taken);
  }

  /** Reads a body of this length, as one piece of bytes that nobody else has. */
  async readAll(length: number): Promise<Uint8Array<ArrayBuffer>> {
    this.#declared = length;
    const pieces = new Pieces();
    for (;;) {
      const piece = this.#take();
      if (piece !== undefined) pieces.add(piece);
      else if (this.#isAtEnd()) return pieces.joined();
      else await this.#change();
    }
  }

  putBack(bytes: Uint8Array): boolean {
    const stream = this.#stream;
    // Another `verify` may not have read it, or give other bytes.
    const isPutBack =
      bytes?.length === this.#length &&
      this.#hasAllCome() &&
      !stream.readableEnded &&
      !stream.destroyed;
    if (isPutBack) {
      if (bytes.length > 0) stream.unshift(bytes);
      const state = stateOf(stream);
      if (state !== undefined) state.dataEmitted = false;
    }
    for (const listener of this.#others) stream.on('data', listener);
    if (this.#others.length > 0) stream.resume();
    return isPutBack;
  }

  async cancel(): Promise<void> {
    this.giveUp();
  }

  /** Whoever waits for more gets the end. */
  giveUp(): void {
    this.#hasGivenUp = true;
    this.#listen(false);
    this.#wake?.();
  }

  /** Takes what there is. */
  #take(): Uint8Array | undefined {
    const stream = this.#stream;
    if (this.#hasGivenUp) return undefined;
    // Asks for more, and takes nothing.
    if (stream.readableLength === 0 && !this.#hasAllCome()) stream.read(0);
    if (stream.readableLength === 0) return undefined;
    // Exactly as much as there is: one byte more would be past the end. And no more than its mark,
    // or Node would raise that.
    const value = stream.read(
      Math.min(stream.readableLength, stream.readableHighWaterMark || 1),
    ) as Uint8Array;
    this.#length += value.length;
    return value;
  }

  #hasAllCome(): boolean {
    // The parser tells of the end a little later than of the last byte.
    if (this.#length + this.#stream.readableLength >= this.#declared) return true;
    return stateOf(this.#stream)?.ended ?? this.#stream.readableEnded;
  }

  /** Tells whether there is nothing to wait for. */
  #isAtEnd(): boolean {
    if (this.#hasGivenUp || this.#hasAllCome()) return true;
    if (!this.#stream.destroyed) return false;
    this.#listen(false);
    throw this.#error ?? new Error('the connection was closed before the end of the body');
  }

  /** Waits until the stream may have more to say. */
  async #change(): Promise<void> {
    this.#listen(true);
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (this.#error === undefined) return;
    this.#listen(false);
    throw this.#error;
  }

  #listen(isListening: boolean): void {
    if (isListening === this.#isListening) return;
    this.#isListening = isListening;
    const { onChange, onError } = (this.#listeners ??= this.#makeListeners());
    const change = isListening ? 'on' : 'removeListener';
    for (const name of ['readable', 'end', 'close']) this.#stream[change](name, onChange);
    this.#stream[change]('error', onError);
  }

  #makeListeners(): Listeners {
    return {
      onChange: () => {
        // Here, and not by whoever is woken: Node takes a listener's leave to its heart a little
        // later, and till then calls no new one.
        if (this.#hasAllCome()) this.#listen(false);
        this.#wake?.();
      },
      onError: (error) => {
        this.#error = error;
        this.#wake?.();
      },
    };
  }
}

interface Listeners {
  onChange(): void;
  onError(error: Error): void;
}

/**
 * The same bytes, with nothing else in their buffer. Node's parser gives each piece a buffer of its
 * own: to copy one takes longer.
 */
export const owned = (piece: Uint8Array): Uint8Array<ArrayBuffer> =>
  piece.byteLength === piece.buffer.byteLength
    ? new Uint8Array(piece.buffer as ArrayBuffer)
    : new Uint8Array(piece);
