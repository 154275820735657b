/** The examples in the package's declarations, as an editor shows them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { root } from '../../tools/lib/shell.js';

const dist = join(root, 'pkg', 'dist', 'esm');

/**
 * Returns each `@example` of every declaration: its file, the name of what it is an example of, and
 * its code.
 */
export function examples() {
  const files = readdirSync(dist, { recursive: true })
    .filter((path) => path.endsWith('.d.ts'))
    .sort();
  return files.flatMap((file) => examplesIn(file, readFileSync(join(dist, file), 'utf8')));
}

function examplesIn(file, text) {
  const comments = text.matchAll(/\/\*\*\n((?: *\*.*\n)+?) *\*\/\n *(.*)/g);
  return [...comments].flatMap(([, comment, declaration]) => {
    const lines = comment.replaceAll(/^ *\* ?/gm, '');
    const of =
      /(?:function|class|interface|type|const|default) (\w+)/.exec(declaration)?.[1] ?? declaration;
    const blocks = lines
      .split(/^@example *\n/m)
      .slice(1)
      .map((block) => block.split(/^@\w/m)[0].trim());
    return blocks.map((code) => ({ file, of, code: code.replaceAll('*\\/', '*/') }));
  });
}

/**
 * Returns the code as the body of a function of its world's names: what it exports by default is
 * what the function returns.
 */
export async function bodyOf(code) {
  const body = code
    .replaceAll(/^import .* from '.*';\n/gm, '')
    .replaceAll(/^export \{.*\};\n/gm, '')
    .replace(/^export default /m, 'return ');
  // As a function, so that esbuild lets it return.
  const { code: script } = await transform(`async function example() {\n${body}\n}`, {
    loader: 'ts',
    target: 'es2022',
  });
  return script;
}
