/**
 * `node tools/release/compared.js`: whether target/release-files/ is what the second machine
 * compared. Whatever publishes asks this first. COMPARED is the SHA-256 that this machine gave of
 * SHA256SUMS, which has that of every other file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../lib/shell.js';
import { sha256 } from './notes.js';

export const releaseFiles = join(root, 'target', 'release-files');
export const SUMS = 'SHA256SUMS';

/** As `sha256sum` writes and reads it. */
export const sumsOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => [relative(folder, join(entry.parentPath, entry.name)), entry])
    .filter(([path]) => path !== SUMS)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, entry]) => {
      const sum = entry.isFile() ? sha256(readFileSync(join(folder, path))) : 'no file';
      return `${sum}  ${path}\n`;
    })
    .join('');

/** Throws if a file is another, is missing or has been added. */
export function mustBeCompared(folder = releaseFiles, compared = process.env.COMPARED) {
  if (!/^[0-9a-f]{64}$/.test(compared ?? ''))
    throw new Error('COMPARED has no SHA-256 of what was compared');
  const sums = readFileSync(join(folder, SUMS), 'utf8');
  if (sha256(sums) !== compared) throw new Error(`${SUMS} is not the one that was compared`);
  const [there, meant] = [sumsOf(folder), sums].map((text) => text.split('\n'));
  const wrong = [
    ...there.filter((line) => !meant.includes(line)),
    ...meant.filter((line) => !there.includes(line)),
  ];
  if (wrong.length > 0)
    throw new Error(`these are not the files that were compared:\n${wrong.join('\n')}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) mustBeCompared();
