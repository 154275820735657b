import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './shell.js';

/** The tool must be of the very version of the crate, so the version has one home: Cargo.toml. */
const manifest = readFileSync(join(root, 'Cargo.toml'), 'utf8');

export const wasmBindgenVersion = /^wasm-bindgen = \{ version = "=([\d.]+)"/m.exec(manifest)[1];
export const wasmPackVersion = '0.15.1';
export const cargoMutantsVersion = '27.1.0';
export const cargoDenyVersion = '0.20.2';
export const cargoSemverChecksVersion = '0.51.0';
export const cargoFuzzVersion = '0.13.2';
export const cargoHackVersion = '0.6.46';

/** The compiler of C by which the wheels for Linux are linked. */
export const zigVersion = '0.17.1';

/** The linter of workflows' security. */
export const zizmorVersion = '1.30.1';

/** The releases of Node that the package is tested with, by their release line. */
export const nodeVersions = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' };
