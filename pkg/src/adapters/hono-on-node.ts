/** A request of Hono's server for Node, whose body Node mostly has when the request is told of. */
import type { Context } from 'hono';
import type { Delivery } from './delivery.js';
import { free } from './free.js';
import { hidden } from './hidden.js';
import { lengthIn, owned } from './node-body.js';
import type { NodeRequest } from './node-types.js';

/**
 * Returns Node's request, if the server has made this one of it and nobody has begun to read it.
 */
export function incomingOf({ env, req: { raw } }: Context): NodeRequest | undefined {
  const incoming = (env as { incoming?: NodeRequest } | undefined)?.incoming;
  const isUntouched =
    incoming !== undefined &&
    hidden(raw, 'incomingKey') === incoming &&
    // Of others, such as GET, a `Request` has no body.
    withBody.includes(raw.method) &&
    incoming.rawBody === undefined &&
    // Neither read nor about to be: whoever asks for a stream of it has halted it.
    incoming.readableFlowing === null &&
    !incoming.readableEncoding &&
    !incoming.readableDidRead &&
    !raw.bodyUsed;
  return isUntouched ? incoming : undefined;
}

const withBody = ['POST', 'PUT', 'PATCH'];

/** The same request, whose body is taken from Node's, if it is there. */
export class DeliveryOnNode implements Delivery {
  readonly #request: Request;
  readonly #incoming: NodeRequest;
  #isTaken = false;

  constructor(request: Request, incoming: NodeRequest) {
    this.#request = request;
    this.#incoming = incoming;
  }

  get headers() {
    return this.#request.headers;
  }

  get bodyUsed() {
    return this.#request.bodyUsed;
  }

  get body() {
    return this.#request.body;
  }

  arrayBuffer() {
    return this.#request.arrayBuffer();
  }

  takeAtOnce(maxBodyBytes: number): Uint8Array | undefined {
    const incoming = this.#incoming;
    const { readableLength: length, readableHighWaterMark } = incoming;
    const most = Math.min(maxBodyBytes, readableHighWaterMark);
    if (length === 0 || length > most || length !== lengthIn(incoming.headers)) return undefined;
    const bytes = owned(incoming.read(length) as Uint8Array);
    this.#isTaken = true;
    // Where platforms leave the bytes that they have read, and the server looks for them.
    incoming.rawBody = Buffer.from(bytes.buffer);
    // To its end, or the server would wait for that after the answer.
    incoming.resume();
    return bytes;
  }

  discard(body: Uint8Array): void {
    this.#incoming.rawBody = undefined;
    free(body);
  }

  /** Tells whether whoever reads the request next gets what was taken here. */
  isGivenBack(): boolean {
    // A `Request` that somebody has made of it meanwhile, or an older server, has nothing left.
    return this.#isTaken && hidden(this.#request, 'requestCache') === undefined;
  }
}

declare const Buffer: { from(buffer: unknown): Uint8Array };
