/** The fenced blocks in every Markdown file of the repository, each with what stands before it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { root, run } from '../../tools/lib/shell.js';

/** Returns the paths of all Markdown files that git knows or could be told of. */
export async function markdownFiles() {
  const output = await run('git', [
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
    '*.md',
  ]);
  return [...new Set(output.trim().split('\n'))].sort();
}

export async function blocks() {
  const files = await markdownFiles();
  return files.flatMap((file) => blocksIn(file, readFileSync(join(root, file), 'utf8')));
}

export const treeOf = (text) => unified().use(remarkParse).parse(text);

/**
 * `comment` is that of `<!-- comment -->` directly before the block; `before` the block that it
 * follows with nothing but such a comment between them, and `after` the one that follows it so.
 */
export function blocksIn(file, text) {
  const found = [];
  visit(treeOf(text), 'code', ({ lang, value, position }, index, { children }) => {
    const [, comment = ''] = /^<!-- (.*) -->$/.exec(children[index - 1]?.value ?? '') ?? [];
    const previous = children[index - (comment === '' ? 1 : 2)];
    const before = previous?.type === 'code' ? found.at(-1) : undefined;
    const block = {
      file,
      line: position.start.line,
      lang: lang ?? '',
      code: value,
      comment,
      before,
    };
    if (before) before.after = block;
    found.push(block);
  });
  return found;
}
