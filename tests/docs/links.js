/**
 * Every link of every Markdown file: to files and headings by remark-validate-links, to other hosts
 * by its form alone.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { visit } from 'unist-util-visit';
import { scriptOf } from '../../tools/lib/binaries.js';
import { attempt, root } from '../../tools/lib/shell.js';
import { markdownFiles, treeOf } from './blocks.js';

export async function brokenLinks() {
  const files = await markdownFiles();
  const validate = [
    '--frail',
    '--quiet',
    '--no-config',
    '--no-stdout',
    '--use',
    'remark-validate-links=repository:false',
  ];
  const { code, output } = await attempt(process.execPath, [
    scriptOf('remark-cli', 'remark'),
    ...files,
    ...validate,
  ]);
  return [...(code === 0 ? [] : [output]), ...files.flatMap(malformed)].join('\n');
}

/** Links that are no addresses, or of a host without encryption. */
function malformed(file) {
  const found = [];
  visit(
    treeOf(readFileSync(join(root, file), 'utf8')),
    ['link', 'image', 'definition'],
    ({ url, position }) => {
      const isOutside = /^[a-z][a-z\d+.-]*:/i.test(url) || url.startsWith('//');
      if (
        isOutside &&
        !(URL.canParse(url) && ['https:', 'mailto:'].includes(new URL(url).protocol))
      ) {
        found.push(
          `${file}:${position.start.line}: ${url} is not an address that begins with https`,
        );
      }
    },
  );
  return found;
}
