/** pkg/wasm/: everything that is made from Rust, in a folder for each of the two entries. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { entries } from '../lib/entries.js';
import { adapted } from '../lib/glue.js';
import { root, run, say } from '../lib/shell.js';
import { wasmBindgen } from '../lib/toolchain.js';
import { onlyNumbers, optimise, stripped } from './binaryen.js';

/** Every runtime that is supported has simd128, for which sha2 has code of its own. */
export const SIMD = '-Ctarget-feature=+simd128';

/**
 * Says that a header's values come as one text, which spares the code for several:
 * src/signatures.rs.
 */
const JOINED = '--cfg=hookproof_joined';

/**
 * 64 KiB of stack in place of 1 MiB: little more than 1 KiB of it is used, and Bun, which collects
 * its garbage by how much memory there is, answers some 2 % more requests without the rest. What
 * goes past the stack goes past the start of memory, and traps.
 */
const SMALL_STACK = '-Clink-arg=-zstack-size=65536';

/**
 * The two entries with a WebAssembly module of their own, both made of one crate by its features.
 */
export const cores = [
  // src/wasm/module.rs says what the flag is for.
  {
    wasm: 'lean',
    features: 'wasm',
    file: 'hookproof',
    flags: [SIMD, JOINED, '--cfg=hookproof_module', SMALL_STACK],
    hasGlue: false,
  },
  // Not curve25519_dalek_bits="64": WebAssembly has no 128-bit product, and a verification took 236
  // instead of 126 microseconds.
  { wasm: 'full', features: 'full', file: 'hookproof-full', flags: [SIMD, JOINED], hasGlue: true },
].map((each) => ({
  ...entries.find(({ wasm }) => wasm === each.wasm),
  ...each,
  folder: join(root, 'pkg', 'wasm', each.wasm),
}));

const target = join(root, 'target');

/**
 * Returns what cargo made for an entry: kept by its name, because cargo writes all of them to one
 * place.
 */
const compiledOf = ({ file }) =>
  join(target, 'wasm32-unknown-unknown', 'wasm', `${file}.compiled.wasm`);

export async function buildWasm(entry) {
  const { features, flags, folder, file, hasGlue } = entry;
  cpSync(await compile(entry, root, target), compiledOf(entry));
  await bindgen(compiledOf(entry), folder);

  const raw = join(folder, 'hookproof_bg.wasm');
  const optimised = join(folder, 'hookproof.wasm');
  // Without the flag, an instruction of simd128 is an error.
  const simd = flags.includes(SIMD) ? [] : ['--disable-simd'];
  await optimise(hasGlue ? raw : await onlyNumbers(raw), optimised, [...stripped, ...simd]);
  const bytes = readFileSync(optimised);
  const glue = readFileSync(join(folder, 'hookproof_bg.js'), 'utf8');
  rmSync(folder, { recursive: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(optimised, bytes);
  writeFileSync(join(folder, 'hookproof_bg.js'), adapted(glue));
  writeFileSync(join(folder, 'imports.js'), hasGlue ? importsOf(bytes) : importsOfNumbers);
  writeFileSync(join(folder, 'imports.d.ts'), importsTypes);
  if (hasGlue) writeFileSync(join(folder, 'hookproof_bg.d.ts'), glueTypes);
  say(
    `${file}.wasm: ${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`,
  );
  const base64 = bytes.toString('base64');
  writeFileSync(join(folder, 'inline.ts'), `export const base64 =\n  '${base64}';\n`);
  writeFileSync(join(folder, 'tables.ts'), await tables(features));
}

/**
 * Returns what tools/js-tables.rs prints. Not by `cargo run --example`, for which cargo compiles
 * all that the tests depend on.
 */
async function tables(features) {
  const env = { ...process.env, CARGO_TARGET_DIR: target };
  await run(
    'cargo',
    ['build', '--quiet', '--lib', '--no-default-features', '--features', features],
    { env },
  );
  const [debug, program] = [join(target, 'debug'), join(target, 'js-tables')];
  const crate = [
    '--extern',
    `hookproof=${join(debug, 'libhookproof.rlib')}`,
    '-L',
    `dependency=${join(debug, 'deps')}`,
  ];
  const feature = `feature="${features}"`;
  await run('rustc', [
    '--edition=2024',
    '--cfg',
    feature,
    join(root, 'tools', 'js-tables.rs'),
    ...crate,
    '-o',
    program,
  ]);
  return await run(program, []);
}

/**
 * Has cargo make the module of an entry from a copy of the crate; gives its path, where the next
 * one will be, too.
 */
export async function compile({ features, flags }, crate, into) {
  // Without std, which would bring an allocator and the words of a panic.
  const options = [
    '--target',
    'wasm32-unknown-unknown',
    '--profile',
    'wasm',
    '--no-default-features',
    '--features',
    features,
  ];
  const env = { ...rustEnvironment(flags), CARGO_TARGET_DIR: into };
  await run('cargo', ['rustc', '--quiet', '--lib', '--crate-type', 'cdylib', ...options], {
    cwd: crate,
    env,
  });
  return join(into, 'wasm32-unknown-unknown', 'wasm', 'hookproof.wasm');
}

/**
 * Where this machine keeps things must not be in the bytes: whoever builds the same commit gets the
 * same ones.
 */
export function rustEnvironment(flags) {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  const remapped = Object.entries({ [cargoHome]: '/cargo', [root]: '/hookproof' }).map(
    ([from, to]) => `--remap-path-prefix=${from}=${to}`,
  );
  return { ...process.env, CARGO_ENCODED_RUSTFLAGS: [...remapped, ...flags].join('\x1f') };
}

export async function bindgen(compiled, folder) {
  await run(await wasmBindgen(), [
    '--target',
    'bundler',
    '--out-name',
    'hookproof',
    '--out-dir',
    folder,
    compiled,
  ]);
}

const importsTypes = `/** What an instance asks for while it runs. */
export function importsOf(host: { nextPiece(isFirst: number): number; hash(from: number, length: number): boolean }): WebAssembly.Imports;
/** Lets wasm-bindgen's glue, if there is any, work on this instance. */
export function attach(exports: object): void;
`;

const glueTypes = `/** src/wasm/full.rs says of what form they are. */
export function explainWebhook(asked: object): unknown;
export function publicKey(seed: Uint8Array): string | undefined;
`;

/** wasm-bindgen's name of what src/wasm/mod.rs imports: the name there, and a hash. */
const ownName = (name) => /^__wbg_(nextPiece|hash)_[0-9a-f]+$/.exec(name)?.[1];

/**
 * Returns what the module imports: two functions of the instance, and wasm-bindgen's glue for
 * values. Its own entry would import the .wasm as a module, which most runtimes cannot;
 * pkg/src/core/instance.ts loads it instead.
 */
function importsOf(bytes) {
  const names = importedBy(bytes);
  const glue = names.filter((name) => ownName(name) === undefined);
  const imported = names.map((name) =>
    ownName(name) === undefined ? name : `${name}: host.${ownName(name)}`,
  );
  return `import { __wbg_set_wasm, ${glue.join(', ')} } from './hookproof_bg.js';
export const importsOf = (host) => ({ './hookproof_bg.js': { ${imported.join(', ')} } });
export function attach(exports) {
  __wbg_set_wasm(exports);
  exports.__wbindgen_start();
}
`;
}

/**
 * Where only numbers cross, the two functions have their own names, and the glue has nothing to do.
 */
const importsOfNumbers = `export const importsOf = (host) => ({ host });
export const attach = () => {};
`;

const importedBy = (bytes) =>
  WebAssembly.Module.imports(new WebAssembly.Module(bytes)).map(({ name }) => name);
