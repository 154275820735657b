/** Builds pkg/: `npm run build`, then `npm pack ./pkg` gives the package that is published. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackage } from './build/package.js';
import { buildWasm, cores } from './build/wasm.js';
import { root, say } from './lib/shell.js';
import { installPackagesToBuild, installWasmTarget } from './lib/toolchain.js';

export async function build() {
  await installPackagesToBuild();
  await installWasmTarget();
  say('building the WebAssembly core');
  rmSync(join(root, 'pkg', 'wasm'), { recursive: true, force: true });
  for (const core of cores) await buildWasm(core);
  say('building the npm package');
  await buildPackage();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
