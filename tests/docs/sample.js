/**
 * docs/python.md: each row of what the printed sample does names vectors, and none of the Python
 * sample's is left out.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/shell.js';

const read = (path) => readFileSync(join(root, path), 'utf8');

/** Returns what is missing, or is too much. */
export function unpinnedRows(page = read('docs/python.md')) {
  const rules = new Set(
    JSON.parse(read('tests/vectors/regressions.json')).map(({ rule }) => rule.split(':')[0]),
  );
  const [, table = ''] = page.split('| the sample | what happens | hookproof | vectors |\n');
  const named = table
    .slice(0, table.indexOf('\n\n'))
    .split('\n')
    .slice(1)
    .map((row) => row.split(' | ').at(-1).replace(' |', ''));
  return [
    ...named.filter((rule) => !rules.has(rule)).map((rule) => `no vector is of ${rule}`),
    ...[...rules]
      .filter((rule) => rule.includes('in Python') && !named.includes(rule))
      .map((rule) => `no row names ${rule}`),
  ].join('\n');
}
