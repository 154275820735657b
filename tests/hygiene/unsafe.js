/**
 * Where `unsafe` stands in the Rust code: in the files that are listed with a reason, as often as
 * they say, and nowhere else.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../../tools/lib/shell.js';

/** Comments and texts may speak of it. A lifetime has one quote, and is none. */
const silent =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|b?r(#*)"[\s\S]*?"\1|b?'(?:\\.|[^'\\])'|b?"(?:\\[\s\S]|[^"\\])*"/g;

export const countUnsafe = (code) => code.replace(silent, ' ').match(/\bunsafe\b/g)?.length ?? 0;

/** `allowed` has the number and the reason of each file's. */
export function problemsOfUnsafe(counts, allowed) {
  const names = new Set([...Object.keys(counts), ...Object.keys(allowed)]);
  return [...names].flatMap((name) => {
    const [found, expected] = [counts[name] ?? 0, allowed[name]?.count ?? 0];
    return found === expected
      ? []
      : [`${name} has unsafe ${found} times, and tests/hygiene/unsafe.json says ${expected}`];
  });
}

export async function unsafeInTheTree() {
  const files = (
    await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', '*.rs'])
  )
    .trim()
    .split('\n');
  const counts = files
    .map((name) => [name, countUnsafe(readFileSync(join(root, name), 'utf8'))])
    .filter(([, count]) => count > 0);
  const allowed = JSON.parse(readFileSync(join(import.meta.dirname, 'unsafe.json'), 'utf8'));
  return problemsOfUnsafe(Object.fromEntries(counts), allowed);
}
