/** Between Node's requests and the guard. */
import { WebhookConfigError } from 'hookproof';
import type { Answer } from './answers.js';
import type { NodeRequest, NodeResponse, NodeStream } from '../node-types.js';
import type { BodyReader, Delivery } from './delivery.js';

type Incoming = Pick<NodeRequest, 'headers' | 'body' | 'rawBody'>;

/**
 * What the guard reads: the bytes that somebody kept, else the stream.
 *
 * @throws {WebhookConfigError} Somebody read the stream and kept none.
 */
export function deliveryOf(incoming: Incoming, stream: NodeStream): Delivery {
  return { headers: headersOf(incoming), bodyUsed: false, body: bodyOf(incoming, stream) };
}

function headersOf({ headers }: Incoming): Delivery['headers'] {
  return { get: (name) => (Object.hasOwn(headers, name) ? ((headers[name] as string | undefined) ?? null) : null) };
}

function bodyOf({ rawBody, body }: Incoming, stream: NodeStream): NonNullable<Delivery['body']> {
  // A body that is a string was decoded, and perhaps not as UTF-8.
  const kept = typeof rawBody === 'string' ? new TextEncoder().encode(rawBody) : (bytesOf(rawBody) ?? bytesOf(body));
  if (kept !== undefined) return bodyFrom(() => wholeReader(kept));
  if (stream.readableDidRead || stream.readableEnded) throw eaten('another middleware has already read the body');
  if (stream.readableEncoding) throw eaten('somebody called setEncoding() on the request');
  return bodyFrom(() => new StreamReader(stream));
}

const eaten = (what: string) =>
  new WebhookConfigError(
    'ERR_PAYLOAD_TYPE',
    `${what}, and the bytes that were signed are gone: put webhook() before express.json() and every other body parser, or let the ` +
      "parser keep them as a Buffer (express.raw({ type: '*/*' }), or rawBody: NestFactory.create(…, { rawBody: true }))",
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
 * Node would do so without an end.
 */
export function discardAfter(response: NodeResponse, stream: NodeStream): void {
  // Begun, but nothing is taken: a body that nobody has begun to read, Node throws away by itself and uncounted.
  if (!stream.destroyed) stream.read(0);
  // An answer over HTTP/2 has finished only when the request has, too: its stream says when the answer is out.
  (response.stream ?? response).once('finish', () => {
    if (stream.readableEnded || stream.destroyed) return;
    let left = LINGER_BYTES;
    // A stream of HTTP/2 that is closed without an error lets the sender read its answer, and leaves the connection to the others.
    const cut = () => (stream.stream?.close ? stream.stream.close(0) : stream.destroy());
    const timer = setTimeout(cut, LINGER_MS);
    stream.on('data', ({ length }: Uint8Array) => {
      left -= length;
      if (left < 0) cut();
    });
    stream.on('error', () => {});
    for (const name of ['end', 'close']) stream.on(name, () => clearTimeout(timer));
  });
}
