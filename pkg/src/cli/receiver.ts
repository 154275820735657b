import type { IncomingMessage, ServerResponse } from 'node:http';
import { explainWebhook, type VerifyOptions } from 'hookproof/full';
import { bodyNote } from './body-note.js';
import { type Delivery, save } from './delivery.js';
import { clock, showDelivery } from './delivery-report.js';
import { explained } from './errors.js';
import { reasonOf } from './files.js';
import type { Forwarder } from './forward.js';
import { pairsOf } from './hops.js';
import { dim, type Output, red } from './output.js';

interface Settings {
  secrets: (string | Uint8Array)[];
  options: VerifyOptions;
  maxBodyBytes: number;
  path: string | undefined;
  /** Where to save deliveries. */
  folder: string | undefined;
  /** What to answer, instead of the verdict's status. */
  status: number | undefined;
  /** Where to hand authentic deliveries on, and whether refused ones as well. */
  forwarder: Forwarder | undefined;
  forwardsAll: boolean;
}

/** Judges, prints, saves, forwards and answers each request. */
export function receiver(
  { secrets, options, maxBodyBytes, path, folder, status: override, ...settings }: Settings,
  output: Output,
) {
  const count = { deliveries: 0, refused: 0 };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await take(request, response);
    } catch (error) {
      output.error(explained(error));
      if (response.headersSent) response.destroy();
      else answer(response, 500, true);
    }
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const stray = strayStatus(method, url);
    if (stray !== undefined) return decline(request, response, stray);
    const body = await read(request, maxBodyBytes);
    if (body === 'broken')
      return refuse({
        method,
        url,
        code: 'broken off',
        message: 'the connection ended before the body',
      });
    if (body === 'too large') {
      answer(response, 413, true);
      return refuse({
        method,
        url,
        status: 413,
        code: 'ERR_BODY_TOO_LARGE',
        message: `the body is larger than ${maxBodyBytes} bytes`,
      });
    }
    const delivery = {
      method,
      url,
      receivedAt: new Date(),
      headers: pairsOf(request.rawHeaders),
      body,
    };
    const found = explainWebhook(body, delivery.headers, secrets, options);
    const note = found.ok ? bodyNote(delivery, secrets, options) : undefined;
    count.deliveries += 1;
    count.refused += found.ok ? 0 : 1;
    // Whoever has the answer finds the file.
    const saved = keep(delivery);
    const forwarder = found.ok || settings.forwardsAll ? settings.forwarder : undefined;
    const forwarded = await forwarder?.forward(delivery, response);
    const status = forwarded?.status ?? override ?? (found.ok ? 204 : 401);
    if (forwarded === undefined) answer(response, status);
    showDelivery(output, { delivery, found, note, status, saved, forwarded });
  }

  function strayStatus(method: string, url: string): number | undefined {
    if (path !== undefined && url.split('?')[0] !== path) return 404;
    return method === 'POST' ? undefined : 405;
  }

  /** No delivery: someone looks whether there is a server. */
  function decline(request: IncomingMessage, response: ServerResponse, status: number): void {
    request.resume();
    if (status === 405) response.setHeader('allow', 'POST');
    answer(response, status, true);
    const { method = '', url = '' } = request;
    output.either({ type: 'stray', method, url, status }, [
      dim(`${clock()}  ${status}  ${method} ${url}`),
    ]);
  }

  function refuse({
    message,
    ...known
  }: {
    method: string;
    url: string;
    status?: number;
    code: string;
    message: string;
  }): void {
    count.deliveries += 1;
    count.refused += 1;
    const line = [
      dim(clock()),
      '  ',
      red(`${known.status ?? '---'}  ${known.code}`),
      `  ${message}`,
    ];
    output.either({ type: 'delivery', ok: false, ...known, message }, line);
  }

  /** A disk that is full does not keep a webhook from being judged. */
  function keep(delivery: Delivery): string | undefined {
    if (folder === undefined) return undefined;
    try {
      return save(folder, delivery, count.deliveries);
    } catch (error) {
      output.warn(`the delivery is not saved: ${reasonOf(error)}`);
      return undefined;
    }
  }

  return { handle, count };
}

function answer(response: ServerResponse, status: number, isLast = false): void {
  // What is left of a body that is not wanted is not read.
  if (isLast) response.setHeader('connection', 'close');
  response.writeHead(status).end();
}

/**
 * Reads no more than the limit. Not by `for await`, which ends the connection with the loop, before
 * it is answered.
 */
function read(request: IncomingMessage, limit: number): Promise<Buffer | 'too large' | 'broken'> {
  if (Number(request.headers['content-length']) > limit) return Promise.resolve('too large');
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let length = 0;
    request.on('data', (piece: Buffer) => {
      length += piece.length;
      if (length <= limit) return pieces.push(piece);
      request.pause();
      pieces.length = 0;
      return resolve('too large');
    });
    request.on('end', () => resolve(Buffer.concat(pieces)));
    request.on('error', () => resolve('broken'));
    request.on('close', () => resolve('broken'));
  });
}
