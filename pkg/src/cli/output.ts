import * as util from 'node:util';

type Format = 'red' | 'green' | 'yellow' | 'dim' | 'bold';

/** A piece of a line. What stands in it may come from anywhere: it cannot move the cursor, nor begin a line. */
export type Piece = string | { text: string; format: Format };

const styled = (format: Format) => (text: string) => ({ text, format });
export const red = styled('red');
export const green = styled('green');
export const yellow = styled('yellow');
export const dim = styled('dim');
export const bold = styled('bold');

/** Controls and what changes the direction of text: a sender must not write to the terminal of whoever looks at its webhooks. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export const printable = (text: string): string => text.replaceAll(invisible, escaped);

/** The same for JSON, where JSON.stringify has left only those beyond ASCII. */
const printableJson = (value: unknown): string => JSON.stringify(value).replaceAll(invisible, inJson);

const escaped = (character: string) => {
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
  return short ?? `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
};

const inJson = (character: string) =>
  Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');

/** Where a command writes: what it found to standard output, what is said about it to standard error. */
export class Output {
  readonly json: boolean;

  constructor(json: boolean) {
    this.json = json;
  }

  /** A line for people. */
  line(...pieces: Piece[]): void {
    process.stdout.write(`${render(pieces, process.stdout)}\n`);
  }

  /** A line for programs. */
  object(value: object): void {
    process.stdout.write(`${printableJson(value)}\n`);
  }

  /** The one or the other, whichever was asked for. */
  either(value: object, ...lines: Piece[][]): void {
    if (this.json) this.object(value);
    else for (const pieces of lines) this.line(...pieces);
  }

  warn(message: string): void {
    if (this.json) process.stderr.write(`${printableJson({ warning: message })}\n`);
    else process.stderr.write(`${render([yellow('warning: '), message], process.stderr)}\n`);
  }

  error(message: string): void {
    if (this.json) process.stderr.write(`${printableJson({ error: message })}\n`);
    else process.stderr.write(`${render([red('hookproof: '), message], process.stderr)}\n`);
  }
}

function render(pieces: Piece[], stream: NodeJS.WriteStream): string {
  const colour = isInteractive(stream) && !process.env.NO_COLOR;
  const rendered = (piece: Piece) => (typeof piece === 'string' ? printable(piece) : paint(printable(piece.text), piece.format, colour));
  return pieces.map(rendered).join('');
}

/** Whether someone looks, at what understands more than text. */
export const isInteractive = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && process.env.TERM !== 'dumb';

function paint(text: string, format: Format, colour: boolean): string {
  // What to do is decided above, for this stream; left alone, it would look at standard output.
  return colour && typeof util.styleText === 'function' ? util.styleText(format, text, { validateStream: false }) : text;
}
