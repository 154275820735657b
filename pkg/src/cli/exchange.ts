import { type Agent, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { Complaint, systemError } from './errors.js';
import type { Message } from './message.js';

export interface Target {
  url: URL;
  /** Instead of the URL's. */
  path?: string;
  agent: Agent;
  /** Ends the exchange, also in the midst of the answer. */
  signal: AbortSignal;
}

/** No answer came back, or not all of it: why, and what to do. */
export class NoAnswer extends Complaint {}

export const switchingProtocols = 101;

/**
 * POSTs a message just as it is: a header that is there twice is sent twice. Not by `fetch`, which
 * would add headers and merge those. A redirection is an answer like any other, and so is 101,
 * whose connection ends with it: nobody asked for another protocol.
 */
export function exchange(
  { url, signal, ...target }: Target,
  { headers, body }: Message,
): Promise<IncomingMessage> {
  const own = [
    ['host', url.host],
    ['content-length', String(body.length)],
  ];
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? overHttps : overHttp;
    const sent = request(url, {
      method: 'POST',
      headers: [...own, ...headers].flat(),
      signal,
      ...target,
    });
    sent.on('response', resolve).on('error', reject);
    sent.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response);
    });
    // A runtime may close without an event that says why, and may not look at the signal once an
    // answer has begun.
    sent.on('close', () => reject(new Error('the connection was closed')));
    signal.addEventListener('abort', () => reject(new Error('given up')), { once: true });
    sent.end(body);
  });
}

/** The pieces of an answer's body. None is waited for after the signal. */
export async function* piecesOf(
  answer: IncomingMessage,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  if (answer.statusCode === switchingProtocols) return;
  const end = () => answer.destroy(new Error('given up'));
  signal.addEventListener('abort', end, { once: true });
  try {
    for await (const piece of answer as AsyncIterable<Buffer>) yield piece;
    // A body without a length ends with its connection, whoever closed that.
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** Why an exchange failed, in words. `begun` is the status line of an answer that did not end. */
export function noAnswer(
  error: unknown,
  { origin, hostname }: URL,
  late: string | undefined,
  begun: string | undefined,
): NoAnswer {
  const ending = late === undefined ? 'broke off' : `did not end ${late}`;
  if (begun !== undefined)
    return new NoAnswer(`${origin} answered ${begun}, but its answer ${ending}`);
  if (late !== undefined) return new NoAnswer(`no answer from ${origin} ${late}`);
  const { code, message } = systemError(error) ?? { code: '', message: String(error) };
  const known: Record<string, string> = {
    ECONNREFUSED: `nothing listens at ${origin}: start the receiver, or check host and port`,
    ENOTFOUND: `there is no host ${hostname}: check the name`,
    EAI_AGAIN: `the name ${hostname} cannot be looked up: check the network`,
    ECONNRESET: `${origin} closed the connection without an answer: look at the receiver's log`,
  };
  const isCertificate = /CERT|SELF_SIGNED|ISSUER/.test(code);
  const certificate = `the certificate of ${origin} is not trusted (${code}): for one of your own, set NODE_EXTRA_CA_CERTS`;
  return new NoAnswer(
    isCertificate ? certificate : (known[code] ?? `no answer from ${origin}: ${message}`),
  );
}
