import { type Agent as HttpAgent, type IncomingMessage, request as overHttp } from 'node:http';
import { Agent, request as overHttps } from 'node:https';
import { performance } from 'node:perf_hooks';
import { systemError } from './errors.js';
import type { Message } from './message.js';

/** What came back. */
export interface Answer {
  status: number;
  statusText: string;
  milliseconds: number;
  /** No more than the first 64 KiB. */
  body: Buffer;
}

/** Nothing came back: why, and what to do. */
export class NoAnswer extends Error {}

interface Target {
  url: URL;
  agent: HttpAgent;
  timeoutSeconds: number;
}

const shownBytes = 64 * 1024;

/**
 * POSTs a message just as it is: a header that is there twice is sent twice. Not by `fetch`, which would add headers and merge
 * those. A redirection is an answer like any other.
 */
export async function post({ url, agent, timeoutSeconds }: Target, { headers, body }: Message): Promise<Answer> {
  const own = [
    ['host', url.host],
    ['content-length', String(body.length)],
  ];
  const start = performance.now();
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = agent instanceof Agent ? overHttps : overHttp;
      const sent = request(url, { method: 'POST', headers: [...own, ...headers].flat(), agent, signal });
      sent.on('response', resolve).on('error', reject).end(body);
    });
    const { statusCode = 0, statusMessage = '' } = response;
    const answer = await beginning(response);
    return { status: statusCode, statusText: statusMessage, milliseconds: performance.now() - start, body: answer };
  } catch (error) {
    const late = `no answer from ${url.origin} within ${timeoutSeconds} s: a longer --timeout may help`;
    throw new NoAnswer(signal.aborted ? late : reason(error, url));
  }
}

async function beginning(response: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    if (length < shownBytes) pieces.push(piece);
    length += piece.length;
  }
  return Buffer.concat(pieces).subarray(0, shownBytes);
}

function reason(error: unknown, { origin, hostname }: URL): string {
  const { code, message } = systemError(error) ?? { code: '', message: String(error) };
  const known: Record<string, string> = {
    ECONNREFUSED: `nothing listens at ${origin}: start the receiver, or check host and port`,
    ENOTFOUND: `there is no host ${hostname}: check the name`,
    EAI_AGAIN: `the name ${hostname} cannot be looked up: check the network`,
    ECONNRESET: `${origin} closed the connection without an answer: look at the receiver's log`,
  };
  const isCertificate = /CERT|SELF_SIGNED|ISSUER/.test(code);
  if (isCertificate) return `the certificate of ${origin} is not trusted (${code}): for one of your own, set NODE_EXTRA_CA_CERTS`;
  return known[code] ?? `no answer from ${origin}: ${message}`;
}
