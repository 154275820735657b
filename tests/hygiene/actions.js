/**
 * Each action of a workflow is pinned to a commit, which nobody can move, and says which version
 * that is.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/shell.js';

const folder = join(root, '.github', 'workflows');

/** An action of this very repository is of the commit that is checked out. */
const pinned =
  /^\s*(?:- )?uses: (?:\.\/[\w./-]+|[\w.-]+\/[\w.-]+(?:\/[\w./-]+)?@[0-9a-f]{40} # v\d+(?:\.\d+)*)$/;

/** The lines of a workflow that use an action in any other way, however they are written. */
export const unpinned = (workflow) =>
  workflow
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter(
      (line) =>
        /(?:^|[\s{,"'-])uses["']?\s*:/.test(line.replace(/^\s*#.*/, '')) && !pinned.test(line),
    );

export function problemsOfActions() {
  const files = existsSync(folder)
    ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name))
    : [];
  return files.flatMap((name) =>
    unpinned(readFileSync(join(folder, name), 'utf8')).map((line) => `${name}: ${line.trim()}`),
  );
}
