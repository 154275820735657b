/** Builds pkg/: `npm run build`, then `npm pack ./pkg` gives the package that is published. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scriptOf } from './lib/binaries.js';
import { root, run, say } from './lib/shell.js';
import { installPackages, installWasmTarget, wasmBindgen } from './lib/toolchain.js';

const pkg = join(root, 'pkg');
const wasmFolder = join(pkg, 'wasm');
const dist = join(pkg, 'dist');

export async function build() {
  await installPackages();
  await installWasmTarget();
  const bindgen = await wasmBindgen();
  say('building the WebAssembly core');
  await buildWasm(bindgen);
  say('building the npm package');
  await buildPackage();
}

const compiled = join(root, 'target', 'wasm32-unknown-unknown', 'wasm', 'hookproof.wasm');
const bindgenArgs = ['--target', 'bundler', '--out-name', 'hookproof'];

/** The module of the last build, with the names of its functions, which the published one has not. */
export async function namedWasm(folder) {
  await run(await wasmBindgen(), [...bindgenArgs, '--keep-debug', '--out-dir', folder, compiled]);
  const named = join(folder, 'named.wasm');
  await optimise(await withoutStart(join(folder, 'hookproof_bg.wasm')), named, ['-g']);
  return named;
}

/** pkg/wasm/: everything that is made from Rust. */
async function buildWasm(bindgen) {
  const features = ['--features', 'wasm'];
  const target = ['--target', 'wasm32-unknown-unknown', '--profile', 'wasm'];
  await run('cargo', ['rustc', '--lib', '--crate-type', 'cdylib', ...target, ...features], { env: rustEnvironment() });
  rmSync(wasmFolder, { recursive: true, force: true });
  await run(bindgen, [...bindgenArgs, '--out-dir', wasmFolder, compiled]);
  const optimised = join(wasmFolder, 'hookproof.wasm');
  await optimise(await withoutStart(join(wasmFolder, 'hookproof_bg.wasm')), optimised, stripped);
  const bytes = readFileSync(optimised);
  const glue = readFileSync(join(wasmFolder, 'hookproof_bg.js'), 'utf8');
  rmSync(wasmFolder, { recursive: true });
  mkdirSync(wasmFolder);
  writeFileSync(optimised, bytes);
  // wasm-bindgen copies the files that Rust imports, each crate's to a folder named by a hash.
  writeFileSync(join(wasmFolder, 'hookproof_bg.js'), glue.replaceAll(/'\.\/snippets\/hookproof-\w+\/src\/wasm\//g, "'./"));
  writeFileSync(join(wasmFolder, 'imports.js'), importsOf(bytes));
  writeFileSync(join(wasmFolder, 'imports.d.ts'), 'export const imports: WebAssembly.Imports;\n');
  for (const file of ['core.js', 'core.d.ts', 'host_hash.js', 'host_hash.d.ts', 'reading.js', 'reading.d.ts']) {
    cpSync(join(root, 'src', 'wasm', file), join(wasmFolder, file));
  }
  say(`hookproof.wasm: ${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`);
  const base64 = bytes.toString('base64');
  writeFileSync(join(wasmFolder, 'inline.ts'), `export const base64 =\n  '${base64}';\n`);
  const tables = await run('cargo', ['run', '--quiet', '--example', 'js-tables', ...features]);
  writeFileSync(join(wasmFolder, 'tables.ts'), tables);
}

/**
 * What the module imports, by name: the rest of wasm-bindgen's glue is for values, and only numbers cross. Its own entry would
 * import the .wasm as a module, which most runtimes cannot; pkg/src/lib/core.ts loads it instead.
 */
function importsOf(bytes) {
  const names = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).map(({ name }) => name).join(', ');
  return `import { ${names} } from './hookproof_bg.js';\nexport const imports = { './hookproof_bg.js': { ${names} } };\n`;
}

/** Only numbers cross, so the table of JavaScript values that wasm-bindgen sets up at the start has nothing to hold. */
async function withoutStart(module) {
  const exports = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(module))).map(({ name }) => name);
  const kept = exports.filter((name) => !name.startsWith('__wbindgen_'));
  const graph = `${module}.graph.json`;
  const outside = { name: 'outside', root: true, reaches: kept };
  writeFileSync(graph, JSON.stringify([outside, ...kept.map((name) => ({ name, export: name }))]));
  const result = `${module}.needed.wasm`;
  await binaryen('wasm-metadce', ['-g', module, '--graph-file', graph, '-o', result]);
  return result;
}

/** See src/wasm/module.rs. Every runtime that is supported has simd128, for which sha2 has code of its own. */
const moduleFlags = ['--cfg=hookproof_module', '-Ctarget-feature=+simd128'];

/** Where this machine keeps things must not be in the bytes: whoever builds the same commit gets the same ones. */
function rustEnvironment() {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  const flags = Object.entries({ [cargoHome]: '/cargo', [root]: '/hookproof' }).map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
  return { ...process.env, CARGO_ENCODED_RUSTFLAGS: [...flags, ...moduleFlags].join('\x1f') };
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

/** What is imported as `hookproof/NAME`, beside the package itself. */
const subpaths = ['express', 'fastify', 'fetch', 'hono', 'replay', 'pulse', 'testing'];

/** Of pkg/src/lib/, the declarations that public ones name. */
const publicLib = ['replay-store.d.ts'];

/** pkg/dist/: one file for each way of loading, because an entry that only re-exports loses its start-up in bundlers. */
export async function buildPackage() {
  rmSync(dist, { recursive: true, force: true });
  const { build: bundle } = await import('esbuild');
  const tsconfig = join(pkg, 'tsconfig.json');
  const common = { bundle: true, platform: 'neutral', target: 'es2022', charset: 'utf8', tsconfig, logLevel: 'warning' };
  for (const { loader, format, outfile } of [
    { loader: 'inline', format: 'esm', outfile: 'esm/index.js' },
    { loader: 'inline', format: 'cjs', outfile: 'cjs/index.js' },
    { loader: 'workerd', format: 'esm', outfile: 'esm/workerd.js' },
    { loader: 'edge-light', format: 'esm', outfile: 'esm/edge-light.js' },
  ]) {
    await bundle({
      ...common,
      entryPoints: [join(pkg, 'src', 'index.ts')],
      outfile: join(dist, outfile),
      format,
      alias: { '#compile': join(pkg, 'src', 'lib', 'loaders', `${loader}.ts`) },
      external: ['*.wasm', '*.wasm?module'],
    });
  }
  // These import the package by its name: there is one core in a process, and the consumer's conditions pick its loader.
  for (const name of subpaths) {
    for (const format of ['esm', 'cjs']) {
      const outfile = join(dist, format, `${name}.js`);
      await bundle({ ...common, entryPoints: [join(pkg, 'src', `${name}.ts`)], outfile, format, external: ['hookproof', 'hookproof/*', 'node:*'] });
    }
  }
  cpSync(join(wasmFolder, 'hookproof.wasm'), join(dist, 'esm', 'hookproof.wasm'));

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
  for (const file of ['LICENSE-MIT', 'LICENSE-APACHE', 'README.md']) cpSync(join(root, file), join(pkg, file));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build();
}
