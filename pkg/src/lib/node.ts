/** Between Node's requests and the guard. */
import { WebhookConfigError } from 'hookproof';
import type { Answer } from './answers.js';
import type { NodeRequest, NodeResponse, NodeStream } from '../node-types.js';
import type { BodyReader, Delivery } from './delivery.js';
import { misplaced } from './settings.js';

/** What the guard reads. */
export interface NodeDelivery extends Delivery {
  /** Leaves the request as if nobody had read it, if its body was read and is this one. */
  putBack(body: Uint8Array): void;
}

/**
 * What the guard reads: the bytes that somebody kept, else the stream.
 *
 * @throws {WebhookConfigError} Somebody read the stream and kept none.
 */
export function deliveryOf({ headers, body }: NodeRequest, stream: NodeStream, rawBody: unknown): NodeDelivery {
  const get = (name: string) => (Object.hasOwn(headers, name) ? ((headers[name] as string | undefined) ?? null) : null);
  // A body that is a string was decoded, and perhaps not as UTF-8.
  const kept = typeof rawBody === 'string' ? new TextEncoder().encode(rawBody) : (bytesOf(rawBody) ?? bytesOf(body));
  const delivery = { headers: { get }, bodyUsed: false };
  if (kept !== undefined) return { ...delivery, body: bodyFrom(() => wholeReader(kept)), putBack: () => {} };
  if (typeof stream.read !== 'function') throw misplaced('express', "Node's request");
  if (stream.readableDidRead || stream.readableEnded) throw eaten('another middleware has already read the body');
  if (stream.readableEncoding) throw eaten('somebody called setEncoding() on the request');
  const reader = new StreamReader(stream);
  return { ...delivery, body: bodyFrom(() => reader), putBack: (bytes) => reader.putBack(bytes) };
}

const eaten = (what: string) =>
  new WebhookConfigError(
    `${what}, and the bytes that were signed are gone: put webhook() before express.json() and every other body parser, or let the ` +
      'parser keep them as a Buffer (express.raw({ type: () => true }), or rawBody: NestFactory.create(…, { rawBody: true }))',
    { code: 'ERR_PAYLOAD_TYPE' },
  );

/** Bytes of any realm, so never by `instanceof`. */
const bytesOf = (value: unknown): Uint8Array | undefined =>
  ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : undefined;

const bodyFrom = (getReader: () => BodyReader) => ({ getReader, cancel: async () => {} });

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

/** What Node notes down about a stream, and tells nobody. */
interface StreamState {
  /** Whether all has come, read or not. */
  readonly ended: boolean;
  /** What `readableDidRead` tells. */
  dataEmitted: boolean;
}

const stateOf = (stream: NodeStream) => (stream as { _readableState?: StreamState })._readableState;

/**
 * Reads at the pace of whoever asks, and leaves no listener behind. It never reads past the last byte: that would emit the `end`, after
 * which nothing can be put back, and for which whoever reads behind it would wait for ever.
 */
class StreamReader implements BodyReader {
  readonly #stream: NodeStream;
  /** Whoever else listens does so when the bytes are put back. */
  readonly #others: ((...values: unknown[]) => void)[];
  #length = 0;
  #giveUp = (): void => {};
  #isCancelled = false;

  constructor(stream: NodeStream) {
    this.#stream = stream;
    this.#others = stream.rawListeners('data') as ((...values: unknown[]) => void)[];
    if (this.#others.length > 0) stream.pause();
    for (const listener of this.#others) stream.removeListener('data', listener);
  }

  async read(): Promise<{ done: boolean; value?: Uint8Array }> {
    const stream = this.#stream;
    const hasAllCome = () => stateOf(stream)?.ended ?? stream.readableEnded;
    for (;;) {
      // Before it listens again: whoever gave up will not read what comes.
      if (this.#isCancelled) return { done: true };
      // Asks for more, and takes nothing.
      if (stream.readableLength === 0 && !hasAllCome()) stream.read(0);
      if (stream.readableLength > 0) {
        // Exactly as much as there is: one byte more would be past the end. And no more than its mark, or Node would raise that.
        const value = stream.read(Math.min(stream.readableLength, stream.readableHighWaterMark || 1)) as Uint8Array;
        this.#length += value.length;
        return { done: false, value };
      }
      if (hasAllCome()) return { done: true };
      if (stream.destroyed) throw new Error('the connection was closed before the end of the body');
      await this.#change();
    }
  }

  putBack(bytes: Uint8Array): void {
    const stream = this.#stream;
    // Another `verify` may not have read it, or give other bytes.
    const isWhole = bytes?.length === this.#length && stateOf(stream)?.ended;
    if (isWhole && !stream.readableEnded && !stream.destroyed) {
      if (bytes.length > 0) stream.unshift(bytes);
      (stateOf(stream) as StreamState).dataEmitted = false;
    }
    for (const listener of this.#others) stream.on('data', listener);
    if (this.#others.length > 0) stream.resume();
  }

  async cancel(): Promise<void> {
    this.#isCancelled = true;
    this.#giveUp();
  }

  /** Waits until the stream may have more to say. */
  #change(): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => stop(resolve);
      const listeners = { readable: go, end: go, close: go, error: (error: Error) => stop(() => reject(error)) };
      const stop = (settle: () => void) => {
        for (const [name, listener] of Object.entries(listeners)) this.#stream.removeListener(name, listener);
        settle();
      };
      for (const [name, listener] of Object.entries(listeners)) this.#stream.on(name, listener);
      this.#giveUp = go;
    });
  }
}

/** Whether nobody is left to answer. An answer over HTTP/2 does not say so itself, its stream does. */
export const isGone = ({ destroyed, stream }: NodeResponse): boolean => (destroyed || stream?.destroyed) ?? false;

/** Sends an answer. */
export function reply(response: NodeResponse, { status, headers }: Answer): void {
  if (isGone(response) || response.headersSent) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (status !== 204) response.setHeader('content-length', '0');
  response.end();
}

/** Throws away what was put back and nobody wanted, as Node does with a body that nobody has begun to read. */
export function discardUnread(stream: NodeStream): void {
  if (stream.readableFlowing === null && !stream.readableDidRead) stream.resume();
}

/** How much a sender may go on sending after its answer, in bytes and milliseconds, before the connection is cut. */
const LINGER_BYTES = 1024 * 1024;
const LINGER_MS = 2_000;

/**
 * Throws away the rest of a body once its answer is out, so that the sender gets to read that and can use the connection again.
 * Node would do so without an end. `request` is Node's own, which has the connection.
 */
export function discardAfter(response: NodeResponse, request: NodeStream): void {
  // Begun, but nothing is taken: a body that nobody has begun to read, Node throws away by itself and uncounted.
  if (!request.destroyed) request.read(0);
  // An answer over HTTP/2 has finished only when the request has, too: its stream says when the answer is out.
  (response.stream ?? response).once('finish', () => {
    if (request.readableEnded || request.destroyed) return;
    let left = LINGER_BYTES;
    // A stream of HTTP/2 that is closed without an error lets the sender read its answer, and leaves the connection to the others.
    const cut = () => (request.stream?.close ? request.stream.close(0) : request.destroy());
    const timer = setTimeout(cut, LINGER_MS);
    request.on('data', ({ length }: Uint8Array) => {
      left -= length;
      if (left < 0) cut();
    });
    request.on('error', () => {});
    for (const name of ['end', 'close']) request.on(name, () => clearTimeout(timer));
  });
}
