/**
 * The part of a page that a program writes: what stands between `<!-- NAME: written by … -->` and
 * `<!-- /NAME -->`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/shell.js';

const part = (name) => new RegExp(`(<!-- ${name}: written by .* -->\n)([^]*?)(<!-- /${name} -->)`);
const read = (page) => readFileSync(join(root, page), 'utf8');

/** As it is now; nothing if the page has none. */
export const written = (page, name) => part(name).exec(read(page))?.[2].trim() ?? '';

export function write(page, name, text) {
  const whole = read(page).replace(
    part(name),
    (_, start, __, end) => `${start}\n${text}\n\n${end}`,
  );
  writeFileSync(join(root, page), whole);
}
