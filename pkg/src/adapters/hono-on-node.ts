/** A request of Hono's server for Node, whose body Node mostly has when the request is told of. */
import type { Context } from 'hono';
import type { Delivery } from './delivery.js';
import { hidden } from './hidden.js';
import { lengthIn, NodeHeaders, owned } from './node-body.js';
import type { NodeRequest } from './node-types.js';

/**
 * Returns Node's request, if the server has made this one of it and nobody has begun to read it.
 */
export function incomingOf({ env, req: { raw } }: Context): NodeRequest | undefined {
  const incoming = (env as { incoming?: NodeRequest } | undefined)?.incoming;
  const isUntouched =
    incoming !== undefined &&
    hidden(raw, 'incomingKey') === incoming &&
    incoming.rawBody === undefined &&
    // Neither read nor about to be: whoever asks for a stream of it has halted it.
    incoming.readableFlowing === null &&
    !incoming.readableEncoding &&
    !incoming.readableDidRead &&
    !raw.bodyUsed;
  return isUntouched ? incoming : undefined;
}

/** The same request, whose body is taken from Node's, if it is there. */
export class DeliveryOnNode implements Delivery {
  readonly headers: Delivery['headers'];
  readonly #request: Request;
  readonly #incoming: NodeRequest;
  #isTaken = false;

  constructor(request: Request, incoming: NodeRequest) {
    this.headers = new NodeHeaders(incoming.headers);
    this.#request = request;
    this.#incoming = incoming;
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
    // To its end, or the server would wait for that after the answer.
    incoming.resume();
    return bytes;
  }

  /** Gives the body to whoever reads the request next, if it was taken here. */
  giveBack({ buffer, byteOffset, length }: Uint8Array): boolean {
    // Where platforms leave the bytes that they have read, and the server looks for them.
    if (this.#isTaken) this.#incoming.rawBody = Buffer.from(buffer, byteOffset, length);
    return this.#isTaken;
  }
}

declare const Buffer: { from(buffer: unknown, start: number, length: number): Uint8Array };
