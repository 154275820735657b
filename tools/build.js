/** Builds pkg/: `npm run build`, then `npm pack ./pkg` gives the package that is published. */
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scriptOf } from './lib/binaries.js';
import { adapted } from './lib/glue.js';
import { readmeFor } from './lib/readme.js';
import { root, run, say } from './lib/shell.js';
import { installPackages, installWasmTarget, wasmBindgen } from './lib/toolchain.js';
import { manifest } from './release/facts.js';

const pkg = join(root, 'pkg');
const dist = join(pkg, 'dist');

/** Every runtime that is supported has simd128, for which sha2 has code of its own. */
const SIMD = '-Ctarget-feature=+simd128';

/** The two entries, each with a WebAssembly of its own, made of one crate by its features. */
const entries = [
  // src/wasm/module.rs says what the flag is for.
  { entry: 'index', wasm: 'lean', features: 'wasm', file: 'hookproof', flags: [SIMD, '--cfg=hookproof_module'], onlyNumbers: true },
  // Not curve25519_dalek_bits="64": WebAssembly has no 128-bit product, and a verification took 236 instead of 126 microseconds.
  { entry: 'full', wasm: 'full', features: 'full', file: 'hookproof-full', flags: [SIMD], onlyNumbers: false },
].map((each) => ({ ...each, folder: join(pkg, 'wasm', each.wasm) }));

export async function build() {
  await installPackages();
  await installWasmTarget();
  const bindgen = await wasmBindgen();
  say('building the WebAssembly core');
  rmSync(join(pkg, 'wasm'), { recursive: true, force: true });
  for (const entry of entries) await buildWasm(bindgen, entry);
  say('building the npm package');
  await buildPackage();
}

/** pkg/dist/, from what is in pkg/wasm/. */
export async function buildPackage() {
  rmSync(dist, { recursive: true, force: true });
  for (const entry of entries) await buildEntry(entry);
  await buildSubpaths();
  await buildCommandLine();
  await finishPackage();
}

/** What cargo made for an entry: kept by its name, because cargo writes all of them to one place. */
const compiledOf = ({ file }) => join(root, 'target', 'wasm32-unknown-unknown', 'wasm', `${file}.compiled.wasm`);
const bindgenArgs = ['--target', 'bundler', '--out-name', 'hookproof'];

/** The lean module of the last build, with the names of its functions, which the published one has not. */
export async function namedWasm(folder) {
  return await leanModule(compiledOf(entries[0]), folder, ['--keep-debug'], ['-g']);
}

/** The lean module that another copy of the crate gives: what a test holds against the published one. */
export async function leanWasmOf(crate, folder) {
  const [{ features, flags }] = entries;
  const target = ['--target', 'wasm32-unknown-unknown', '--profile', 'wasm', '--features', features];
  const env = { ...rustEnvironment(flags), CARGO_TARGET_DIR: join(folder, 'target') };
  await run('cargo', ['rustc', '--quiet', '--lib', '--crate-type', 'cdylib', ...target], { cwd: crate, env });
  return await leanModule(join(folder, 'target', 'wasm32-unknown-unknown', 'wasm', 'hookproof.wasm'), folder, [], stripped);
}

async function leanModule(compiled, folder, bindgenOptions, wasmOptOptions) {
  await run(await wasmBindgen(), [...bindgenArgs, ...bindgenOptions, '--out-dir', folder, compiled]);
  const module = join(folder, 'lean.wasm');
  await optimise(await withoutStart(join(folder, 'hookproof_bg.wasm')), module, wasmOptOptions);
  return module;
}

/** `hookproof` once more, for a machine without simd128: gives an ES module in `folder`, to be compared with the one that is published. */
export async function buildWithoutSimd(folder) {
  const [lean] = entries;
  const flags = lean.flags.filter((flag) => flag !== SIMD);
  const entry = { ...lean, folder: join(folder, 'wasm'), file: `${lean.file}-without-simd`, flags };
  await buildWasm(await wasmBindgen(), entry);
  await bundleEntry(entry, { loader: 'inline', format: 'esm', outfile: join(folder, 'index.mjs') });
  return join(folder, 'index.mjs');
}

/** An entry's folder in pkg/wasm/: everything that is made from Rust. */
async function buildWasm(bindgen, entry) {
  const { features, flags, folder, file, onlyNumbers } = entry;
  const target = ['--target', 'wasm32-unknown-unknown', '--profile', 'wasm', '--features', features];
  await run('cargo', ['rustc', '--lib', '--crate-type', 'cdylib', ...target], { env: rustEnvironment(flags) });
  cpSync(join(root, 'target', 'wasm32-unknown-unknown', 'wasm', 'hookproof.wasm'), compiledOf(entry));
  await run(bindgen, [...bindgenArgs, '--out-dir', folder, compiledOf(entry)]);

  const raw = join(folder, 'hookproof_bg.wasm');
  const optimised = join(folder, 'hookproof.wasm');
  // Without the flag, an instruction of simd128 is an error.
  const simd = flags.includes(SIMD) ? [] : ['--disable-simd'];
  await optimise(onlyNumbers ? await withoutStart(raw) : raw, optimised, [...stripped, ...simd]);
  const bytes = readFileSync(optimised);
  const glue = readFileSync(join(folder, 'hookproof_bg.js'), 'utf8');
  rmSync(folder, { recursive: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(optimised, bytes);
  writeFileSync(join(folder, 'hookproof_bg.js'), adapted(glue));
  writeFileSync(join(folder, 'imports.js'), onlyNumbers ? importsOfNumbers(bytes) : importsOf(bytes));
  writeFileSync(join(folder, 'imports.d.ts'), 'export const imports: WebAssembly.Imports;\n');
  const scripts = ['core', 'host_hash', 'reading', ...(onlyNumbers ? [] : ['full_core'])];
  for (const name of scripts.flatMap((script) => [`${script}.js`, `${script}.d.ts`]))
    cpSync(join(root, 'src', 'wasm', name), join(folder, name));
  const core = onlyNumbers ? "export { Core } from './core.js';\n" : "export { FullCore as Core } from './full_core.js';\n";
  for (const name of ['entry.js', 'entry.d.ts']) writeFileSync(join(folder, name), core);
  say(`${file}.wasm: ${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`);
  const base64 = bytes.toString('base64');
  writeFileSync(join(folder, 'inline.ts'), `export const base64 =\n  '${base64}';\n`);
  const tables = await run('cargo', ['run', '--quiet', '--example', 'js-tables', '--features', features]);
  writeFileSync(join(folder, 'tables.ts'), tables);
}

/**
 * What the module imports, by name: the rest of wasm-bindgen's glue is for values. Its own entry would import the .wasm as a module, which most runtimes cannot; pkg/src/lib/core.ts loads it instead.
 */
function importsOf(bytes) {
  const names = importedBy(bytes).join(', ');
  return `import { ${names} } from './hookproof_bg.js';\nexport const imports = { './hookproof_bg.js': { ${names} } };\n`;
}

/**
 * Where only numbers cross, the glue has nothing to do: it makes unsigned what is a pointer, but below 2 GiB, where the whole of a
 * memory lies that never grows, it is so already.
 */
function importsOfNumbers(bytes) {
  const functions = importedBy(bytes).map((name) => [name, name.replace(/^__wbg_(\w+)_[0-9a-f]+$/, '$1')]);
  const names = functions.map(([, name]) => name).join(', ');
  const imported = functions.map((pair) => pair.join(': ')).join(', ');
  return `import { ${names} } from './core.js';\nexport const imports = { './hookproof_bg.js': { ${imported} } };\n`;
}

const importedBy = (bytes) => WebAssembly.Module.imports(new WebAssembly.Module(bytes)).map(({ name }) => name);

/** Where only numbers cross, nothing reads what wasm-bindgen exports of its own: its table of JavaScript values has nothing to hold. */
async function withoutStart(module) {
  const exports = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(module))).map(({ name }) => name);
  const kept = exports.filter((name) => !name.startsWith('__'));
  const graph = `${module}.graph.json`;
  const outside = { name: 'outside', root: true, reaches: kept };
  writeFileSync(graph, JSON.stringify([outside, ...kept.map((name) => ({ name, export: name }))]));
  const result = `${module}.needed.wasm`;
  await binaryen('wasm-metadce', ['-g', module, '--graph-file', graph, '-o', result]);
  return result;
}

/** Where this machine keeps things must not be in the bytes: whoever builds the same commit gets the same ones. */
function rustEnvironment(flags) {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  const remapped = Object.entries({ [cargoHome]: '/cargo', [root]: '/hookproof' }).map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
  return { ...process.env, CARGO_ENCODED_RUSTFLAGS: [...remapped, ...flags].join('\x1f') };
}

/** What rustc's wasm target uses. Not --all-features: that lets wasm-opt write what no engine of 2024 reads. */
const wasmFeatures = ['bulk-memory', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext', 'simd'];

const stripped = ['--strip-debug', '--strip-producers', '--strip-target-features'];

async function optimise(from, to, args) {
  await binaryen('wasm-opt', ['-O3', ...args, from, '-o', to]);
}

async function binaryen(tool, args) {
  const features = wasmFeatures.map((feature) => `--enable-${feature}`);
  await run(process.execPath, [scriptOf('binaryen', tool), ...features, ...args]);
}

/** What is imported as `hookproof/NAME`, beside the two entries that have a core. */
const subpaths = ['express', 'fastify', 'fetch', 'hono', 'replay', 'pulse', 'testing'];

/** Of pkg/src/lib/, the declarations that public ones name. */
const publicLib = ['replay-store.d.ts'];

const common = {
  bundle: true,
  platform: 'neutral',
  target: 'es2022',
  charset: 'utf8',
  tsconfig: join(pkg, 'tsconfig.json'),
  logLevel: 'warning',
};

/** One entry in pkg/dist/: a file for each way of loading, because an entry that only re-exports loses its start-up in bundlers. */
async function buildEntry(entry) {
  const { entry: name, folder, file } = entry;
  const suffixed = (loader) => (name === 'index' ? loader : `${name}-${loader}`);
  for (const { loader, format, outfile } of [
    { loader: 'inline', format: 'esm', outfile: `esm/${name}.js` },
    { loader: 'inline', format: 'cjs', outfile: `cjs/${name}.js` },
    { loader: 'workerd', format: 'esm', outfile: `esm/${suffixed('workerd')}.js` },
    { loader: 'edge-light', format: 'esm', outfile: `esm/${suffixed('edge-light')}.js` },
  ]) {
    await bundleEntry(entry, { loader, format, outfile: join(dist, outfile) });
  }
  cpSync(join(folder, 'hookproof.wasm'), join(dist, 'esm', `${file}.wasm`));
}

async function bundleEntry({ entry, folder, file }, { loader, format, outfile }) {
  const { build: bundle } = await import('esbuild');
  // What the sources import as hookproof.wasm is this entry's file beside the script.
  const ownWasm = {
    name: 'own-wasm',
    setup: ({ onResolve }) => {
      onResolve({ filter: /^\.\/hookproof\.wasm/ }, ({ path }) => ({ path: path.replace('hookproof', file), external: true }));
    },
  };
  await bundle({
    ...common,
    entryPoints: [join(pkg, 'src', `${entry}.ts`)],
    outfile,
    format,
    alias: { '#compile': join(pkg, 'src', 'lib', 'loaders', `${loader}.ts`), '#wasm': folder },
    plugins: [ownWasm],
  });
}

/** These import the package by its name: there is one core in a process, and the consumer's conditions pick its loader. */
async function buildSubpaths() {
  const { build: bundle } = await import('esbuild');
  for (const name of subpaths) {
    for (const format of ['esm', 'cjs']) {
      await bundle({
        ...common,
        entryPoints: [join(pkg, 'src', `${name}.ts`)],
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
  await bundle({ ...common, entryPoints: [join(pkg, 'src', 'cli.ts')], outfile, format: 'esm', external: ['hookproof/*', 'node:*'] });
  chmodSync(outfile, 0o755);
}

/** What the entries share: declarations, licences, the README. */
async function finishPackage() {
  await run(process.execPath, [scriptOf('typescript', 'tsc'), '-p', join(pkg, 'tsconfig.types.json')]);
  await run(process.execPath, [scriptOf('typescript', 'tsc'), '-p', join(pkg, 'tsconfig.types.fastify.json')]);
  // The same declarations serve both builds: what format they describe is said by the nearest package.json.
  const lib = join(dist, 'types', 'src', 'lib');
  const isPublic = (path) => !path.startsWith(join(lib, '/')) || publicLib.includes(basename(path));
  for (const format of ['esm', 'cjs']) cpSync(join(dist, 'types', 'src'), join(dist, format), { recursive: true, filter: isPublic });
  rmSync(join(dist, 'types'), { recursive: true });
  mkdirSync(join(dist, 'cjs'), { recursive: true });
  writeFileSync(join(dist, 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
  // Inside this repository a bundler would apply pkg/tsconfig.json to the built files, and its paths lead to the sources.
  writeFileSync(join(dist, 'tsconfig.json'), '{}\n');
  for (const file of ['LICENSE-MIT', 'LICENSE-APACHE']) cpSync(join(root, file), join(pkg, file));
  writeFileSync(join(pkg, 'README.md'), readmeFor(readFileSync(join(root, 'README.md'), 'utf8'), manifest()));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build();
}
