import type { WebhookExplanation } from 'hookproof/full';
import type { Note } from './body-note.js';
import { withOptions } from './errors.js';
import { bold, dim, green, type Output, type Piece, red, yellow } from './output.js';

/** Each check, and for a refusal the likely causes. */
export function reportLines({ checks, hints }: WebhookExplanation): Piece[][] {
  const rows = checks.map(({ name, ok, detail }): Piece[] => {
    return [ok ? green('ok  ') : red('FAIL'), ` ${name.padEnd(9)}  `, ok ? dim(detail) : detail];
  });
  const causes = hints.flatMap(({ code, message }): Piece[][] => [
    [],
    [bold(code)],
    ['  ', withOptions(message)],
  ]);
  return [...rows, ...causes];
}

export const noteLine = ({ message }: Note): Piece[] => [yellow('note: '), message];

export function print(output: Output, lines: Piece[][], indent = ''): void {
  for (const pieces of lines) output.line(...(pieces.length === 0 ? [] : [indent, ...pieces]));
}
