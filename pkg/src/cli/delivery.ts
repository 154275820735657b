import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './errors.js';
import { reasonOf } from './files.js';
import { isSendable, type Message, type Pair, valueOf } from './message.js';

/** What `listen --save` writes, and `send --delivery` and `verify` read. */
export interface Delivery extends Message {
  method: string;
  url: string;
  receivedAt: Date;
}

const format = 'hookproof delivery 1';

/**
 * Saves a delivery under a name that sorts by time, and gives the file's path. Only the owner can
 * read it: it may be personal.
 */
export function save(
  folder: string,
  { method, url, receivedAt, headers, body }: Delivery,
  number: number,
): string {
  const stamp = receivedAt.toISOString().replaceAll(/[-:]/g, '').replace('.', '-').replace('Z', '');
  const id = (valueOf(headers, 'id') ?? 'no-id').replaceAll(/[^\w-]/g, '_').slice(0, 64);
  const name = `${stamp}-${String(number).padStart(4, '0')}-${id}.json`;
  const path = join(folder, name);
  const content = {
    format,
    receivedAt: receivedAt.toISOString(),
    method,
    url,
    headers,
    body: Buffer.from(body).toString('base64'),
  };
  writeWhole(path, join(folder, `.${name}.part`), `${JSON.stringify(content, null, 2)}\n`);
  return path;
}

/** Under its name a file is there whole, or not at all: a disk may be full in the middle of it. */
function writeWhole(path: string, part: string, text: string): void {
  try {
    writeFileSync(part, text, { flag: 'wx', mode: 0o600, flush: true });
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UsageError(`cannot make the folder ${folder}: ${reasonOf(error)}`);
  }
}

/** Whether a file is a saved delivery, which no dump of a request begins like. */
export const isDelivery = (bytes: Buffer): boolean =>
  /^\s*\{/.test(bytes.toString('latin1', 0, 64));

export function readDelivery(bytes: Buffer): Delivery {
  const content = parsed(bytes.toString());
  const { method, url, receivedAt, headers, body } = content;
  if (content.format !== format) {
    const advice = 'a body needs its headers as well';
    throw new UsageError(
      `this JSON is no delivery that \`hookproof listen --save\` wrote: its "format" is not "${format}" (${advice})`,
    );
  }
  if (typeof method !== 'string' || typeof url !== 'string' || typeof receivedAt !== 'string') {
    throw new UsageError('the delivery needs a method, a url and receivedAt, all strings');
  }
  if (!Array.isArray(headers) || !headers.every(isPair))
    throw new UsageError('the headers of the delivery must be pairs [name, value]');
  if (!headers.every(isSendable))
    throw new UsageError('the delivery has a header that cannot be sent');
  if (typeof body !== 'string') throw new UsageError('the body of the delivery must be base64');
  const decoded = Buffer.from(body, 'base64');
  // Buffer passes over what is not base64.
  if (decoded.toString('base64') !== body)
    throw new UsageError('the body of the delivery is not base64');
  return { method, url, receivedAt: new Date(receivedAt), headers, body: decoded };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError('the contents of the delivery begin like JSON, but are none');
  }
}

const isPair = (value: unknown): value is Pair =>
  Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'string');
