/** What a hunt found, in target/hunt/constant-time.json. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/shell.js';

const folder = join(root, 'target', 'hunt');
const file = join(folder, 'constant-time.json');

/** Keeps the figures of one part beside those of the others. */
export function record(part, figures) {
  const all = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...all, [part]: figures }, null, 2)}\n`);
}
