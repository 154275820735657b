import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * Returns the folder of an npm package; not asked of `require.resolve`, which finds only what a
 * package exports.
 */
const folderOf = (name) =>
  require.resolve
    .paths(name)
    .map((folder) => join(folder, name))
    .find(existsSync);

const manifestOf = (name) => JSON.parse(readFileSync(join(folderOf(name), 'package.json'), 'utf8'));

/** Returns the version of an npm package that is installed here. */
export const versionOf = (name) => manifestOf(name).version;

/** Returns the script behind a program that an npm package brings. */
export function scriptOf(name, program = name) {
  const { bin } = manifestOf(name);
  return join(folderOf(name), typeof bin === 'string' ? bin : bin[program]);
}

/** Where the packages that bring one program for each platform keep it, in the order to look. */
const places = {
  deno: ({ platform, arch }) => [
    `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}/deno`,
  ],
  // Bun's install script moves the program out of the platform's package.
  bun: ({ platform, arch }) => [
    `@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}/bin/bun`,
    'bun/bin/bun.exe',
  ],
  workerd: ({ platform, arch }) => [
    `@cloudflare/workerd-${platform}-${arch === 'x64' ? '64' : arch}/bin/workerd`,
  ],
};

/**
 * Returns the native program of such a package. Looked for by hand, because npm may have been told
 * not to run the install scripts that link it.
 */
export function binaryOf(name) {
  const candidates = places[name](process);
  for (const candidate of candidates) {
    const found = folderOf(candidate);
    if (found !== undefined) return found;
  }
  throw new Error(
    `${name} has no program for ${process.platform}-${process.arch}: looked for ${candidates.join(', ')}`,
  );
}

/** How Deno runs a program that serves, with the packages that npm has installed. */
export const denoRun = [
  'run',
  '--no-prompt',
  '--allow-net',
  '--allow-read',
  '--allow-env',
  '--node-modules-dir=manual',
];
