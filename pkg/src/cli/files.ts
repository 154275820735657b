import { readFileSync } from 'node:fs';
import { systemError, UsageError } from './errors.js';
import { asUtf8 } from './text.js';

let isInputRead = false;

/** The bytes of a file, or of standard input for `-`. */
export async function readBytes(file: string): Promise<Buffer> {
  if (file === '-') return await readStandardInput();
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${reasonOf(error)}`);
  }
}

/** The text of a file, as UTF-8, however it was written. */
export const readText = async (file: string): Promise<Buffer> => asUtf8(await readBytes(file));

async function readStandardInput(): Promise<Buffer> {
  if (isInputRead)
    throw new UsageError('standard input (-) can only be read once, and is given twice');
  isInputRead = true;
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(Buffer.from(piece as Uint8Array));
  return Buffer.concat(pieces);
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'reading it is not allowed',
  EPERM: 'reading it is not allowed',
  ENOSPC: 'the disk is full',
};

export function reasonOf(error: unknown): string {
  const { code, message } = systemError(error) ?? { code: '', message: String(error) };
  return reasons[code] ?? (/os error 28/.test(message) ? 'the disk is full' : message);
}
