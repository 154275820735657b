import * as util from 'node:util';
import { masked, maskedComplaint, maskedWithin } from './masking.js';

type Format = 'red' | 'green' | 'yellow' | 'dim' | 'bold';

/**
 * A piece of a line. What stands in it may come from anywhere: it cannot move the cursor, nor begin
 * a line.
 */
export type Piece = string | { text: string; format: Format };

const styled = (format: Format) => (text: string) => ({ text, format });
export const red = styled('red');
export const green = styled('green');
export const yellow = styled('yellow');
export const dim = styled('dim');
export const bold = styled('bold');

/**
 * Controls and what changes the direction of text: a sender must not write to the terminal of
 * whoever looks at its webhooks.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export const printable = (text: string): string => text.replaceAll(invisible, escaped);

/** The same for JSON, where JSON.stringify has left only those beyond ASCII. */
const printableJson = (value: object): string =>
  JSON.stringify(maskedWithin(value)).replaceAll(invisible, inJson);

const escaped = (character: string) => {
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
  return short ?? `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
};

const inJson = (character: string) =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

const writeLine = (stream: NodeJS.WriteStream, line: string): void => write(stream, `${line}\n`);

/** Writes. A full disk is told by an event of the stream on Node and Bun, and thrown on Deno. */
export function write(stream: NodeJS.WriteStream, text: string): void {
  try {
    stream.write(text);
  } catch (error) {
    stream.emit('error', error);
  }
}

/**
 * Where a command writes: what it found to standard output, what is said about it to standard
 * error.
 */
export class Output {
  readonly json: boolean;

  constructor(json: boolean) {
    this.json = json;
  }

  /** A line for people. */
  line(...pieces: Piece[]): void {
    writeLine(process.stdout, render(pieces, process.stdout));
  }

  /** A line for programs. */
  object(value: object): void {
    writeLine(process.stdout, printableJson(value));
  }

  /** The one or the other, whichever was asked for. */
  either(value: object, ...lines: Piece[][]): void {
    if (this.json) this.object(value);
    else for (const pieces of lines) this.line(...pieces);
  }

  /** A new key, which is printed as it is. */
  newKey(value: object, ...lines: string[]): void {
    writeLine(process.stdout, this.json ? JSON.stringify(value) : lines.join('\n'));
  }

  warn(message: string): void {
    this.#complain('warning', yellow('warning: '), message);
  }

  error(message: string): void {
    this.#complain('error', red('hookproof: '), message);
  }

  #complain(kind: 'warning' | 'error', sign: Piece, message: string): void {
    const text = maskedComplaint(message);
    writeLine(
      process.stderr,
      this.json ? printableJson({ [kind]: text }) : render([sign, text], process.stderr),
    );
  }
}

function render(pieces: Piece[], stream: NodeJS.WriteStream): string {
  const colour = isInteractive(stream) && !process.env.NO_COLOR;
  const rendered = (piece: Piece) =>
    typeof piece === 'string' ? shown(piece) : paint(shown(piece.text), piece.format, colour);
  return pieces.map(rendered).join('');
}

const shown = (text: string): string => printable(masked(text));

/** Whether someone looks, at what understands more than text. */
export const isInteractive = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && process.env.TERM !== 'dumb';

function paint(text: string, format: Format, colour: boolean): string {
  // What to do is decided above, for this stream; left alone, it would look at standard output.
  return colour && typeof util.styleText === 'function'
    ? util.styleText(format, text, { validateStream: false })
    : text;
}
