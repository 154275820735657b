import { Agent as HttpAgent, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { performance } from 'node:perf_hooks';
import type { Address } from './address.js';
import { type Answer, Noted, statusLine } from './answer.js';
import { Deadline } from './deadline.js';
import type { Delivery } from './delivery.js';
import { exchange, NoAnswer, noAnswer, piecesOf, switchingProtocols } from './exchange.js';
import { pairsOf, passedBack, passedOn, without } from './hops.js';

/**
 * What became of a delivery that was handed on: the status that its sender got, and what the
 * application answered.
 */
export interface Forwarded {
  url: string;
  status: number;
  answer: Answer | NoAnswer;
}

export interface Forwarding extends Address {
  timeoutSeconds: number;
}

/** Hands deliveries on to an application, and its answers back. */
export class Forwarder {
  readonly #to: Forwarding;
  // A connection of its own for each: one that was kept might be closed by the application just
  // when it is used again.
  readonly #agent: HttpAgent;
  readonly #stopping = new AbortController();

  constructor(to: Forwarding) {
    this.#to = to;
    this.#agent = new (to.url.protocol === 'https:' ? HttpsAgent : HttpAgent)({ keepAlive: false });
  }

  /** Where to, for whoever looks. */
  get url(): string {
    return this.#to.url.href;
  }

  /** Whether a delivery would come back to this port, and be forwarded without an end. */
  leadsTo(host: string, port: number): boolean {
    const { hostname, port: own, protocol } = this.#to.url;
    const isHere = [host, 'localhost', '127.0.0.1', '::1'].includes(
      hostname.replaceAll(/[[\]]/g, ''),
    );
    return isHere && Number(own || (protocol === 'https:' ? 443 : 80)) === port;
  }

  /** Gives up what is not answered yet. */
  stop(): void {
    this.#stopping.abort();
    this.#agent.destroy();
  }

  async forward(delivery: Delivery, response: ServerResponse): Promise<Forwarded> {
    const { url, headers: own, timeoutSeconds } = this.#to;
    const start = performance.now();
    const deadline = new Deadline(timeoutSeconds);
    const signal = AbortSignal.any([deadline.signal, this.#stopping.signal]);
    const path = pathFor(url, delivery.url);
    const replaced = own.map(([name]) => name);
    const headers = [...without(passedOn(delivery.headers), replaced), ...own];
    const to = `${url.origin}${path}`;
    let begun: Noted | undefined;
    try {
      const incoming = await exchange(
        { url, path, agent: this.#agent, signal },
        { headers, body: delivery.body },
      );
      if (incoming.statusCode === switchingProtocols)
        throw new NoAnswer(`${url.origin} answered 101: nobody asked for another protocol`);
      begin(incoming, response);
      begun = new Noted(incoming, start);
      await relay(incoming, response, begun, signal);
      return { url: to, status: response.statusCode, answer: begun.end() };
    } catch (error) {
      const answer =
        error instanceof NoAnswer
          ? error
          : noAnswer(error, url, deadline.missed, begun && statusLine(begun.end()));
      const status = deadline.missed === undefined ? 502 : 504;
      // The sender must not take a half answer for a whole one.
      if (response.headersSent) response.destroy();
      else response.writeHead(status).end();
      return { url: to, status: response.statusCode, answer };
    } finally {
      deadline.lift();
    }
  }
}

/**
 * The application's path and query; those of the delivery where the application is given without
 * one.
 */
function pathFor({ pathname, search }: URL, asked: string): string {
  // A request may name a whole URL, of which nothing but the path counts here.
  const { pathname: path, search: query } = asked.startsWith('/')
    ? partsOf(asked)
    : URL.canParse(asked)
      ? new URL(asked)
      : partsOf('/');
  return `${pathname === '/' && search === '' ? path : pathname}${search === '' ? query : search}`;
}

/** Not by URL, which would read `//host` as another host, and write the path anew. */
function partsOf(path: string): { pathname: string; search: string } {
  const at = path.indexOf('?');
  return at < 0
    ? { pathname: path, search: '' }
    : { pathname: path.slice(0, at), search: path.slice(at) };
}

function begin(
  { statusCode = 0, statusMessage = '', rawHeaders }: IncomingMessage,
  response: ServerResponse,
): void {
  const headers = passedBack(pairsOf(rawHeaders));
  // A length without a body would make the sender wait for one.
  response.writeHead(
    statusCode,
    statusMessage,
    (statusCode === 204 ? without(headers, ['content-length']) : headers).flat(),
  );
}

/**
 * Sends an answer as it comes. If its sender is gone, the application is heard to the end all the
 * same.
 */
async function relay(
  incoming: IncomingMessage,
  response: ServerResponse,
  noted: Noted,
  signal: AbortSignal,
): Promise<void> {
  for await (const piece of piecesOf(incoming, signal)) {
    noted.add(piece);
    if (!response.destroyed && !response.write(piece)) await roomIn(response, signal);
  }
  const { rawTrailers } = incoming;
  if (rawTrailers.length > 0 && response.chunkedEncoding)
    response.addTrailers(pairsOf(rawTrailers) as [string, string][]);
  response.end();
}

/** Waits until the sender has read what was written, is gone, or is waited for no longer. */
function roomIn(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      response.off('drain', end).off('close', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    response.on('drain', end).on('close', end);
    signal.addEventListener('abort', end);
  });
}
