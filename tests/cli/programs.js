/** `hookproof` as each runtime runs it from the installed tarball: what to put on the PATH. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaryOf } from '../../tools/lib/binaries.js';
import { nodeBinary } from '../../tools/lib/node.js';
import { nodeVersions } from '../../tools/lib/versions.js';

/** `launcher` is how the runtime starts the program of a package by its name. */
export const programs = [
  { name: 'Node 20', launcher: 'npx hookproof', folders: (consumer) => node(consumer, 20) },
  { name: 'Node 26', launcher: 'npx hookproof', folders: (consumer) => node(consumer, 26) },
  {
    name: 'Deno',
    launcher: 'deno run -A npm:hookproof',
    folders: (consumer) => other(consumer, 'deno', 'run -A'),
  },
  // Not by bunx, which on Ctrl+C may end before the program that it started.
  {
    name: 'Bun',
    launcher: 'bun x --bun hookproof',
    folders: (consumer) => other(consumer, 'bun', 'run'),
  },
];

/** npm's link, and the `node` that its first line asks for. */
async function node(consumer, line) {
  const folder = folderFor(consumer, `node-${line}`);
  symlinkSync(await nodeBinary(nodeVersions[line]), join(folder, 'node'));
  return [folder, join(consumer, 'node_modules', '.bin')];
}

/**
 * Returns a script of that name, and a `node` that does not work: the runtime must not fall back on
 * it.
 */
async function other(consumer, name, args) {
  const folder = folderFor(consumer, name);
  symlinkSync(binaryOf(name), join(folder, name));
  script(
    join(folder, 'hookproof'),
    `exec ${name} ${args} '${join(consumer, 'node_modules', 'hookproof', 'dist', 'cli.js')}' "$@"`,
  );
  script(join(folder, 'node'), 'echo "this is Node" >&2; exit 97');
  return [folder];
}

function folderFor(consumer, name) {
  const folder = join(consumer, 'programs', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

const script = (path, line) => writeFileSync(path, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
