/** What becomes of a request and its response on Node once the guard has judged it. */
import type { Answer } from './answers.js';
import type { NodeResponse, NodeStream } from './node-types.js';

/**
 * Whether nobody is left to answer. An answer over HTTP/2 does not say so itself, its stream does.
 */
export const isGone = ({ destroyed, stream }: NodeResponse): boolean =>
  (destroyed || stream?.destroyed) ?? false;

/** Sends an answer. */
export function reply(response: NodeResponse, { status, headers }: Answer): void {
  if (isGone(response) || response.headersSent) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (status !== 204) response.setHeader('content-length', '0');
  response.end();
}

/**
 * Throws away what was put back and nobody wanted, as Node does with a body that nobody has begun
 * to read.
 */
export function discardUnread(stream: NodeStream): void {
  if (stream.readableFlowing === null && !stream.readableDidRead) stream.resume();
}

/**
 * How much a sender may go on sending after its answer, in bytes and milliseconds, before the
 * connection is cut.
 */
const LINGER_BYTES = 1024 * 1024;
const LINGER_MS = 2_000;

/**
 * Throws away the rest of a body once its answer is out, so that the sender gets to read that and
 * can use the connection again. Node would do so without an end. `request` is Node's own, which has
 * the connection.
 */
export function discardAfter(response: NodeResponse, request: NodeStream): void {
  // Begun, but nothing is taken: a body that nobody has begun to read, Node throws away by itself
  // and uncounted.
  if (!request.destroyed) request.read(0);
  // An answer over HTTP/2 has finished only when the request has, too: its stream says when the
  // answer is out.
  (response.stream ?? response).once('finish', () => {
    if (request.readableEnded || request.destroyed) return;
    let left = LINGER_BYTES;
    // A stream of HTTP/2 that is closed without an error lets the sender read its answer, and
    // leaves the connection to the others.
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
