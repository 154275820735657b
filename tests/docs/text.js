/** Blocks that nothing runs, because they show what stands elsewhere or what a command prints. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/shell.js';

/**
 * Each line of the block must be in the file, in this order; the file may have more between them.
 */
export function linesOf({ code }, file) {
  const text = readFileSync(join(root, file), 'utf8')
    .split('\n')
    .map((line) => line.trim());
  let at = 0;
  for (const line of code
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean)) {
    const found = text.findIndex((one, index) => index >= at && one.includes(line));
    if (found < 0) throw new Error(`${file} has no line, or none after those before it: ${line}`);
    at = found + 1;
  }
}
