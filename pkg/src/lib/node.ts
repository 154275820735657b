/** Between Node's requests and the guard. */
import { WebhookConfigError } from 'hookproof';
import type { Answer } from './answers.js';
import type { NodeRequest, NodeResponse, NodeStream } from '../node-types.js';
import type { BodyReader, Delivery } from './delivery.js';

/**
 * What the guard reads: the bytes that somebody kept, else the stream.
 *
 * @throws {WebhookConfigError} Somebody read the stream and kept none.
 */
export function deliveryOf(request: NodeRequest, stream: NodeStream, rawBody: unknown): Delivery {
  return { headers: headersOf(request), bodyUsed: false, body: bodyOf(rawBody, request.body, stream) };
}

/** What Node has joined to one text was given twice all the same: a list is what the core refuses. */
function headersOf({ headers, rawHeaders = [] }: NodeRequest): Delivery['headers'] {
  const isRepeated = (name: string) => rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === name).length > 1;
  const valueOf = (name: string) => (isRepeated(name) ? [headers[name], headers[name]] : headers[name]);
  return { get: (name) => (Object.hasOwn(headers, name) ? ((valueOf(name) as string | undefined) ?? null) : null) };
}

function bodyOf(rawBody: unknown, body: unknown, stream: NodeStream): NonNullable<Delivery['body']> {
  // A body that is a string was decoded, and perhaps not as UTF-8.
  const kept = typeof rawBody === 'string' ? new TextEncoder().encode(rawBody) : (bytesOf(rawBody) ?? bytesOf(body));
  if (kept !== undefined) return bodyFrom(() => wholeReader(kept));
  if (stream.readableDidRead || stream.readableEnded) throw eaten('another middleware has already read the body');
  if (stream.readableEncoding) throw eaten('somebody called setEncoding() on the request');
  return bodyFrom(() => new StreamReader(stream));
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

/** Reads at the pace of whoever asks, and leaves no listener behind. */
class StreamReader implements BodyReader {
  readonly #stream: NodeStream;
  #giveUp = (): void => {};
  #isCancelled = false;

  constructor(stream: NodeStream) {
    this.#stream = stream;
  }

  async read(): Promise<{ done: boolean; value?: Uint8Array }> {
    for (;;) {
      // Before it listens again: whoever gave up will not read what comes.
      if (this.#isCancelled) return { done: true };
      const value = this.#stream.read() as Uint8Array | null;
      if (value !== null) return { done: false, value };
      if (this.#stream.readableEnded) return { done: true };
      if (this.#stream.destroyed) throw new Error('the connection was closed before the end of the body');
      await this.#change();
    }
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
