import type { Options } from './command.js';
import { UsageError } from './errors.js';
import { readBytes } from './files.js';
import type { Output } from './output.js';
import { payloadWarning } from './text.js';

export const bodyOptions = {
  body: { type: 'string', value: 'TEXT', about: 'the body itself, instead of a file' },
} as const satisfies Options;

/** The body's bytes, as they are in the file: nothing is added, cut or decoded. */
export async function readBody(
  text: string | undefined,
  file: string | undefined,
  output: Output,
): Promise<Uint8Array> {
  if (text !== undefined && file !== undefined)
    throw new UsageError('the body is given twice: as a file and by --body');
  if (text !== undefined) return new TextEncoder().encode(text);
  if (file === undefined)
    throw new UsageError('there is no body: give a file, - for standard input, or --body TEXT');
  const bytes = await readBytes(file);
  const warning = payloadWarning(bytes);
  if (warning !== undefined) output.warn(warning);
  return bytes;
}
