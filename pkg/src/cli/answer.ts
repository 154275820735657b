import type { IncomingMessage } from 'node:http';

/** What came back. */
export interface Answer {
  status: number;
  statusText: string;
  milliseconds: number;
  /** Of the whole body. */
  bytes: number;
  /** No more than the first 64 KiB. */
  body: Buffer;
  /** `gzip`, for example: then the body is no text. */
  encoding: string | undefined;
}

const shownBytes = 64 * 1024;

/** Notes an answer, of whose body it keeps the beginning. */
export class Noted {
  readonly #answer: IncomingMessage;
  readonly #start: number;
  readonly #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(answer: IncomingMessage, start: number) {
    this.#answer = answer;
    this.#start = start;
  }

  add(piece: Buffer): void {
    if (this.#bytes < shownBytes) this.#pieces.push(piece);
    this.#bytes += piece.length;
  }

  /** What is noted, once the answer has ended. */
  end(): Answer {
    const { statusCode = 0, statusMessage = '', headers } = this.#answer;
    return {
      status: statusCode,
      statusText: statusMessage,
      milliseconds: performance.now() - this.#start,
      bytes: this.#bytes,
      body: Buffer.concat(this.#pieces).subarray(0, shownBytes),
      encoding: headers['content-encoding'],
    };
  }
}

export const statusLine = ({ status, statusText }: Pick<Answer, 'status' | 'statusText'>): string =>
  `${status} ${statusText}`.trim();

/** The lines of an answer for people, and what stands for one that is no text. */
export function bodyLines({ body, bytes, encoding }: Answer): string[] {
  if (bytes === 0) return [];
  if (encoding !== undefined && encoding !== 'identity') return [`${bytes} bytes of ${encoding}`];
  const text = body.toString().trimEnd();
  return text === '' ? [] : text.split(/\r?\n/);
}
