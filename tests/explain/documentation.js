/**
 * Writes the table of causes in docs/why-does-my-webhook-fail.md from the code's own, and tells
 * whether it is up to date: `npm run tables`.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root } from '../../tools/lib/shell.js';
import { write, written } from '../docs/written.js';
import { codeOf } from './mistakes/code.js';

const page = 'docs/why-does-my-webhook-fail.md';

/** Code, message and description of each hint, as the build that is there has them. */
export async function rows() {
  const tables = join(root, 'pkg', 'wasm', 'full', 'tables.ts');
  const { outputFiles } = await build({ entryPoints: [tables], format: 'esm', write: false });
  const { hints } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
  return hints;
}

async function table() {
  const lines = (await rows()).map(
    ([code, message, description]) => `| ${description} | \`${code}\` | ${cell(message)} |`,
  );
  return ['| what happened | hint | what to change |', '| --- | --- | --- |', ...lines].join('\n');
}

/** Returns a message in a table: its code as code, and marks of Markdown as they are. */
function cell(message) {
  const code = codeOf(message) ?? '';
  const text = message
    .slice(0, message.length - code.length)
    .replaceAll(/[*<]/g, (mark) => `\\${mark}`);
  return `${text}${code === '' ? '' : `\`${code}\``}`.replaceAll('|', '\\|');
}

/** Returns what is wrong with the page, or nothing. */
export async function outdated() {
  return written(page, 'hints') === (await table())
    ? ''
    : `its table is not the code's: npm run tables`;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === '--write') {
  write(page, 'hints', await table());
}
