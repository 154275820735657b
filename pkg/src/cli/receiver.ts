import type { IncomingMessage, ServerResponse } from 'node:http';
import { explainWebhook, type VerifyOptions, type WebhookExplanation } from 'hookproof/full';
import { type Delivery, save } from './delivery.js';
import { reasonOf } from './files.js';
import { type Pair, valueOf } from './message.js';
import { bold, dim, green, type Output, red } from './output.js';
import { print, reportLines } from './report.js';

interface Settings {
  secrets: string[];
  options: VerifyOptions;
  maxBodyBytes: number;
  path: string | undefined;
  /** Where to save deliveries. */
  folder: string | undefined;
  /** What to answer, instead of the verdict's status. */
  status: number | undefined;
}

/** Judges, prints, saves and answers each request. */
export function receiver({ secrets, options, maxBodyBytes, path, folder, status: override }: Settings, output: Output) {
  const count = { deliveries: 0, refused: 0 };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const stray = strayStatus(method, url);
    if (stray !== undefined) return decline(request, response, stray);
    const body = await read(request, maxBodyBytes);
    if (body === 'broken') return refuse({ method, url, code: 'broken off', message: 'the connection ended before the body' });
    if (body === 'too large') {
      answer(response, 413, true);
      return refuse({ method, url, status: 413, code: 'ERR_BODY_TOO_LARGE', message: `the body is larger than ${maxBodyBytes} bytes` });
    }
    const delivery = { method, url, receivedAt: new Date(), headers: pairsOf(request.rawHeaders), body };
    const found = explainWebhook(body, delivery.headers, secrets, options);
    const status = override ?? (found.ok ? 204 : 401);
    count.deliveries += 1;
    count.refused += found.ok ? 0 : 1;
    // Whoever has the answer finds the file.
    const saved = keep(delivery);
    answer(response, status);
    show(delivery, found, status, saved);
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
    output.either({ type: 'stray', method, url, status }, [dim(`${clock()}  ${status}  ${method} ${url}`)]);
  }

  function refuse({ message, ...known }: { method: string; url: string; status?: number; code: string; message: string }): void {
    count.deliveries += 1;
    count.refused += 1;
    const line = [dim(clock()), '  ', red(`${known.status ?? '---'}  ${known.code}`), `  ${message}`];
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

  function show({ method, url, headers, body }: Delivery, found: WebhookExplanation, status: number, saved: string | undefined): void {
    const id = valueOf(headers, 'id');
    const type = found.ok ? typeOf(body) : undefined;
    if (output.json) {
      output.object({ type: 'delivery', status, id, event: type, method, url, bytes: body.length, saved, ...found });
      return;
    }
    const verdict = found.ok ? green(`${status}  authentic`) : red(`${status}  ${found.code}`);
    const about = [id, type, url, `${body.length} bytes`].filter((each) => each !== undefined).map((each) => `  ${each}`);
    output.line(dim(clock()), '  ', verdict, ...about);
    if (!found.ok) print(output, reportLines(found), '    ');
    if (saved !== undefined) output.line('    saved as ', bold(saved));
    if (!found.ok) output.line();
  }

  return { handle, count };
}

const clock = (): string => new Date().toTimeString().slice(0, 8);

function answer(response: ServerResponse, status: number, isLast = false): void {
  // What is left of a body that is not wanted is not read.
  if (isLast) response.setHeader('connection', 'close');
  response.writeHead(status).end();
}

function pairsOf(raw: string[]): Pair[] {
  return Array.from({ length: raw.length / 2 }, (_, at) => [raw[2 * at] as string, raw[2 * at + 1] as string]);
}

/** Reads no more than the limit. Not by `for await`, which ends the connection with the loop, before it is answered. */
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

/** What kind of event an authentic body says it is. */
function typeOf(body: Uint8Array): string | undefined {
  try {
    const { type } = JSON.parse(Buffer.from(body).toString());
    return typeof type === 'string' ? type.slice(0, 100) : undefined;
  } catch {
    return undefined;
  }
}
