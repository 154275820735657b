/** pkg/dist/, from what is in pkg/wasm/ and pkg/src/. */
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { scriptOf } from '../lib/binaries.js';
import { declarationsOf, entries } from '../lib/entries.js';
import { readmeFor } from '../lib/readme.js';
import { root, run } from '../lib/shell.js';
import { manifest } from '../release/facts.js';
import { cores } from './wasm.js';

const pkg = join(root, 'pkg');
const dist = join(pkg, 'dist');

const common = {
  bundle: true,
  platform: 'neutral',
  target: 'es2022',
  charset: 'utf8',
  tsconfig: join(pkg, 'tsconfig.json'),
  logLevel: 'warning',
};

export async function buildPackage() {
  rmSync(dist, { recursive: true, force: true });
  for (const core of cores) await buildEntry(core);
  await buildSubpaths();
  await buildCommandLine();
  await finishPackage();
}

/**
 * One entry in pkg/dist/: a file for each way of loading, because an entry that only re-exports
 * loses its start-up in bundlers.
 */
async function buildEntry(core) {
  const { name, folder, file } = core;
  const suffixed = (loader) => (name === 'index' ? loader : `${name}-${loader}`);
  for (const { loader, format, outfile } of [
    { loader: 'inline', format: 'esm', outfile: `esm/${name}.js` },
    { loader: 'inline', format: 'cjs', outfile: `cjs/${name}.js` },
    { loader: 'workerd', format: 'esm', outfile: `esm/${suffixed('workerd')}.js` },
    { loader: 'edge-light', format: 'esm', outfile: `esm/${suffixed('edge-light')}.js` },
  ]) {
    await bundleEntry(core, { loader, format, outfile: join(dist, outfile) });
  }
  cpSync(join(folder, 'hookproof.wasm'), join(dist, 'esm', `${file}.wasm`));
}

export async function bundleEntry({ source, folder, file }, { loader, format, outfile }) {
  const { build: bundle } = await import('esbuild');
  // What the sources import as hookproof.wasm is this entry's file beside the script.
  const ownWasm = {
    name: 'own-wasm',
    setup: ({ onResolve }) => {
      onResolve({ filter: /^\.\/hookproof\.wasm/ }, ({ path }) => ({
        path: path.replace('hookproof', file),
        external: true,
      }));
    },
  };
  await bundle({
    ...common,
    entryPoints: [join(pkg, 'src', source)],
    outfile,
    format,
    alias: { '#compile': join(pkg, 'src', 'core', 'loaders', `${loader}.ts`), '#wasm': folder },
    plugins: [ownWasm],
  });
}

/**
 * These import the package by its name: there is one core in a process, and the consumer's
 * conditions pick its loader.
 */
async function buildSubpaths() {
  const { build: bundle } = await import('esbuild');
  for (const { name, source } of entries.filter(({ wasm }) => wasm === undefined)) {
    for (const format of ['esm', 'cjs']) {
      await bundle({
        ...common,
        entryPoints: [join(pkg, 'src', source)],
        outfile: join(dist, format, `${name}.js`),
        format,
        alias: { '#wasm': join(pkg, 'wasm', 'lean') },
        external: ['hookproof', 'hookproof/*', 'node:*'],
      });
    }
  }
}

/** The program of `npx hookproof`. It imports hookproof/full as a user would. */
async function buildCommandLine() {
  const { build: bundle } = await import('esbuild');
  const outfile = join(dist, 'cli.js');
  const source = join(pkg, 'src', 'cli', 'index.ts');
  await bundle({
    ...common,
    entryPoints: [source],
    outfile,
    format: 'esm',
    external: ['hookproof/*', 'node:*'],
  });
  chmodSync(outfile, 0o755);
}

/** What the entries share: declarations, licences, the README. */
async function finishPackage() {
  await run(process.execPath, [
    scriptOf('typescript', 'tsc'),
    '-p',
    join(pkg, 'tsconfig.types.json'),
  ]);
  await run(process.execPath, [
    scriptOf('typescript', 'tsc'),
    '-p',
    join(pkg, 'tsconfig.types.fastify.json'),
  ]);
  // The same declarations serve both builds: what format they describe is said by the nearest
  // package.json.
  for (const format of ['esm', 'cjs'])
    copyDeclarations(join(dist, 'types', 'src'), join(dist, format));
  rmSync(join(dist, 'types'), { recursive: true });
  mkdirSync(join(dist, 'cjs'), { recursive: true });
  writeFileSync(join(dist, 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
  // Inside this repository a bundler would apply pkg/tsconfig.json to the built files, and its
  // paths lead to the sources.
  writeFileSync(join(dist, 'tsconfig.json'), '{}\n');
  for (const file of ['LICENSE-MIT', 'LICENSE-APACHE']) cpSync(join(root, file), join(pkg, file));
  writeFileSync(
    join(pkg, 'README.md'),
    readmeFor(readFileSync(join(root, 'README.md'), 'utf8'), manifest()),
  );
}

/**
 * Copies what the entries declare, and whatever that names. A declaration beside each entry's
 * script stands for that of its source.
 */
function copyDeclarations(from, to) {
  const reached = new Set(entries.map(({ source }) => declarationsOf(source)));
  for (const path of reached) {
    cpSync(join(from, path), join(to, path));
    const imported = readFileSync(join(from, path), 'utf8').matchAll(
      /(?:from |import\()["'](\..+?)\.js["']/g,
    );
    for (const [, name] of imported) reached.add(join(dirname(path), `${name}.d.ts`));
  }
  for (const { name, source } of entries) {
    if (source === `${name}.ts`) continue;
    writeFileSync(
      join(to, `${name}.d.ts`),
      `export * from './${source.replace(/\.ts$/, '.js')}';\n`,
    );
  }
}
