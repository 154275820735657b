/**
 * The package as JSR takes it, which knows neither an npm package's conditions nor its imports of
 * itself: the ES modules of pkg/dist/, each with a note of where its types are. Without the
 * adapters whose declarations reach into those of a framework: JSR refuses such, and npm:hookproof
 * has them.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { declarationsOf, entries as named } from '../lib/entries.js';
import { root } from '../lib/shell.js';
import { manifest } from './facts.js';

const entries = named.filter(({ jsr }) => jsr !== false).map(({ name }) => name);
const others = named
  .filter(({ jsr }) => jsr === false)
  .flatMap(({ name, source }) => [`${name}.d.ts`, declarationsOf(source)]);

export function writeJsr(folder) {
  const dist = join(root, 'pkg', 'dist', 'esm');
  rmSync(folder, { recursive: true, force: true });
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const name of entries)
    write(`${name}.js`, script(name, readFileSync(join(dist, `${name}.js`), 'utf8')));
  for (const path of readdirSync(dist, { recursive: true }).filter((path) =>
    path.endsWith('.d.ts'),
  )) {
    if (!others.includes(path))
      write(path, declarations(path, readFileSync(join(dist, path), 'utf8')));
  }
  for (const name of ['README.md', 'LICENSE-MIT', 'LICENSE-APACHE'])
    cpSync(join(root, 'pkg', name), join(folder, name));
  const { version, license } = manifest();
  const exports = Object.fromEntries(
    entries.map((name) => [name === 'index' ? '.' : `./${name}`, `./${name}.js`]),
  );
  write(
    'jsr.json',
    `${JSON.stringify({ name: '@hookproof/hookproof', version, license, exports }, null, 2)}\n`,
  );
}

/** The types that a comment imports are of files that are not there. */
function script(name, text) {
  const own = text
    .replaceAll(/import\('\.\/\w+\.js'\)\.\w+/g, 'unknown')
    .replaceAll(/from "hookproof"/g, 'from "./index.js"');
  return `/* @ts-self-types="./${name}.d.ts" */\n${own}`;
}

/**
 * Deno takes an address as it is written: that of a declaration ends in .d.ts. Examples in comments
 * stay as they are.
 */
function declarations(path, text) {
  const index = `${'../'.repeat(path.split(/[\\/]/).length - 1) || './'}index.d.ts`;
  return text.replaceAll(
    /^(?! *\*)(.* from )'(hookproof|\..+\.js)';$/gm,
    (_, before, name) =>
      `${before}'${name === 'hookproof' ? index : name.replace(/\.js$/, '.d.ts')}';`,
  );
}
