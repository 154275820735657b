/**
 * Installs what a build needs and a new machine lacks. Needs nothing itself but Node, npm and
 * cargo.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { installing } from './install-lock.js';
import { attempt, root, run, say } from './shell.js';
import {
  cargoDenyVersion,
  cargoFuzzVersion,
  cargoHackVersion,
  cargoMutantsVersion,
  cargoSemverChecksVersion,
  wasmBindgenVersion,
  wasmPackVersion,
} from './versions.js';

/**
 * Tools are kept outside the clone, each version in its own folder, so that a second clone finds
 * them.
 */
export const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'hookproof');

/** Installs all packages, tests' among them, unless package-lock.json's are there. */
export async function installPackages() {
  if (!hasAll()) await clean(['ci']);
}

/**
 * The workspaces whose packages building and `npm start` need: what builds, what is built, and the
 * one example that is started.
 */
const toBuild = ['tools/build', 'pkg', 'examples/express'];

/** Installs just these: a fifth of all. */
export async function installPackagesToBuild() {
  const stamp = join(modules, '.hookproof-to-build');
  const lock = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (hasAll() || (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock)) return;
  await clean(['ci', '--omit=dev', ...toBuild.map((folder) => `--workspace=${folder}`)]);
  writeFileSync(stamp, lock);
}

async function clean(args) {
  say('installing npm packages');
  await run('npm', [...args, '--no-audit', '--no-fund']);
}

const modules = join(root, 'node_modules');
const lockFile = join(root, 'package-lock.json');

/**
 * By what npm notes in node_modules, whoever called it. What is optional may be for other machines.
 */
function hasAll() {
  const note = join(modules, '.package-lock.json');
  if (!existsSync(note)) return false;
  const [installed, locked] = [note, lockFile].map(
    (path) => JSON.parse(readFileSync(path, 'utf8')).packages,
  );
  const needed = Object.entries(locked).filter(([path, { optional }]) => path !== '' && !optional);
  return needed.every(
    ([path, { version }]) => installed[path] !== undefined && installed[path].version === version,
  );
}

/** rust-toolchain.toml names the wasm target; a cargo that is not rustup's has to bring it. */
export async function installWasmTarget() {
  const rustup = await attempt('rustup', ['target', 'list', '--installed']).catch(() => undefined);
  if (rustup === undefined || rustup.output.includes('wasm32-unknown-unknown')) return;
  say('installing the Rust target wasm32-unknown-unknown');
  await run('rustup', ['target', 'add', 'wasm32-unknown-unknown']);
}

/** Returns the path of wasm-bindgen's command line tool. */
export const wasmBindgen = () =>
  cargoTool('wasm-bindgen-cli', 'wasm-bindgen', wasmBindgenVersion, 3);

/** Returns the path of wasm-pack, which runs the tests that are compiled to WebAssembly. */
export const wasmPack = () => cargoTool('wasm-pack', 'wasm-pack', wasmPackVersion, 2);

/** Returns the path of cargo-mutants, which changes the code to see whether a test notices. */
export const cargoMutants = () =>
  cargoTool('cargo-mutants', 'cargo-mutants', cargoMutantsVersion, 2, quickly);

/**
 * Returns the path of cargo-deny, which looks at licences, sources and advisories of what
 * Cargo.lock names.
 */
export const cargoDeny = () => cargoTool('cargo-deny', 'cargo-deny', cargoDenyVersion, 5, quickly);

/**
 * Returns the path of cargo-semver-checks, which compares the crate's API with that of a release
 * before it.
 */
export const cargoSemverChecks = () =>
  cargoTool('cargo-semver-checks', 'cargo-semver-checks', cargoSemverChecksVersion, 8, quickly);

/** Returns the path of cargo-hack, which compiles every set of features. */
export const cargoHack = () => cargoTool('cargo-hack', 'cargo-hack', cargoHackVersion, 1, quickly);

/** Returns the path of cargo-fuzz, which builds the fuzz targets. */
export const cargoFuzz = () => cargoTool('cargo-fuzz', 'cargo-fuzz', cargoFuzzVersion, 2);

/**
 * Returns an environment in which wasm-pack finds the wasm-bindgen that is there, instead of
 * installing one of its own.
 */
export async function withWasmBindgen(env = process.env) {
  const folder = join(await wasmBindgen(), '..');
  return { ...env, PATH: `${folder}${delimiter}${env.PATH}` };
}

/**
 * Tools that mostly wait for others: their own releases are optimised for longer than they ever run
 * here.
 */
const quickly = {
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
};

async function cargoTool(crate, program, version, minutes, env = {}) {
  // A subcommand of cargo is called with its own name first.
  const named = program.startsWith('cargo-') ? [program.slice('cargo-'.length)] : [];
  const onPath = await attempt(program, [...named, '--version']).catch(() => undefined);
  if (onPath?.output.trim() === `${program} ${version}`) return program;
  const folder = join(cache, `${crate}-${version}`);
  const path = join(folder, 'bin', program);
  await installing(async () => {
    if (existsSync(path)) return;
    say(
      `installing ${crate} ${version} with cargo, once on this machine (about ${minutes} minutes)`,
    );
    // Without --locked: the lock file that wasm-bindgen-cli ships can name a dependency that a
    // registry does not carry yet.
    await run('cargo', ['install', crate, '--version', version, '--root', folder, '--quiet'], {
      env: { ...process.env, ...env },
    });
  });
  return path;
}
