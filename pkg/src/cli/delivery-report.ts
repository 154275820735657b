import type { WebhookExplanation } from 'hookproof/full';
import { type Answer, bodyLines, statusLine } from './answer.js';
import type { Note } from './body-note.js';
import type { Delivery } from './delivery.js';
import { NoAnswer } from './exchange.js';
import type { Forwarded } from './forward.js';
import { valueOf } from './message.js';
import { bold, dim, green, type Output, type Piece, red } from './output.js';
import { noteLine, print, reportLines } from './report.js';
import { rounded } from './summary.js';

/** All that is known of a delivery, once it is answered. */
export interface Judged {
  delivery: Delivery;
  found: WebhookExplanation;
  note: Note | undefined;
  /** The answer's. */
  status: number;
  saved: string | undefined;
  forwarded: Forwarded | undefined;
}

export function showDelivery(
  output: Output,
  { delivery, found, note, status, saved, forwarded }: Judged,
): void {
  const { method, url, headers, body } = delivery;
  const id = valueOf(headers, 'id');
  const type = found.ok ? typeOf(body) : undefined;
  if (output.json) {
    const about = {
      status,
      id,
      event: type,
      method,
      url,
      bytes: body.length,
      saved,
      forwarded: forwarded && forwardedJson(forwarded),
    };
    output.object({ type: 'delivery', ...about, ...found, note });
    return;
  }
  const verdict = found.ok ? green(`${status}  authentic`) : red(`${status}  ${found.code}`);
  const about = [id, type, url, `${body.length} bytes`]
    .filter((each) => each !== undefined)
    .map((each) => `  ${each}`);
  output.line(dim(clock()), '  ', verdict, ...about);
  if (!found.ok) print(output, reportLines(found), '    ');
  if (note !== undefined) output.line('    ', ...noteLine(note));
  if (saved !== undefined) output.line('    saved as ', bold(saved));
  if (forwarded !== undefined) print(output, forwardedLines(forwarded), '    ');
  if (!found.ok) output.line();
}

export const clock = (): string => new Date().toTimeString().slice(0, 8);

function forwardedLines({ url, answer }: Forwarded): Piece[][] {
  if (answer instanceof NoAnswer) return [['forwarded to ', bold(url), ': ', red(answer.message)]];
  const status = (answer.status < 400 ? green : red)(statusLine(answer));
  const first = [
    'forwarded to ',
    bold(url),
    ': ',
    status,
    dim(`, ${rounded(answer.milliseconds)} ms`),
  ];
  return [first, ...bodyLines(answer).map((line) => [`  ${line}`])];
}

function forwardedJson({ url, answer }: Forwarded): object {
  return answer instanceof NoAnswer
    ? { url, error: answer.message }
    : { url, ...answerJson(answer) };
}

/** An answer for programs: its text, where it is one. */
export function answerJson({ status, milliseconds, bytes, body, encoding }: Answer): object {
  const isText = encoding === undefined || encoding === 'identity';
  return {
    status,
    milliseconds: rounded(milliseconds),
    ...(isText ? { answer: body.toString() } : { bytes, encoding }),
  };
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
