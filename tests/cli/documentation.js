/** Writes the program's own help texts into docs/cli.md, from what is built: `npm run tables`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, run } from '../../tools/lib/shell.js';

const page = join(root, 'docs', 'cli.md');
const block = /(<!-- help ?(\w*) -->\n)[^]*?(<!-- \/help -->)/g;

async function withHelp(text) {
  const commands = [...text.matchAll(block)].map(([, , command]) => command);
  const texts = await Promise.all(
    commands.map((command) =>
      run(process.execPath, ['pkg/dist/cli.js', ...(command === '' ? [] : [command]), '--help']),
    ),
  );
  return text.replace(
    block,
    (_, start, command, end) =>
      `${start}\n\`\`\`text\n${texts[commands.indexOf(command)]}\`\`\`\n\n${end}`,
  );
}

/** Returns what is wrong with the page, or nothing. */
export async function outdated() {
  const text = readFileSync(page, 'utf8');
  const shown = [...text.matchAll(block)].map(([, , command]) => command).join(' ');
  if (shown !== ' secret sign verify send listen') return `docs/cli.md shows the help of: ${shown}`;
  return text === (await withHelp(text))
    ? ''
    : "docs/cli.md has not the program's help texts: npm run tables";
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === '--write') {
  writeFileSync(page, await withHelp(readFileSync(page, 'utf8')));
}
