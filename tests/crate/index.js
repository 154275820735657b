/**
 * Tests the crate as a dependency: with each set of features, and as docs.rs documents it.
 */
import { attempt } from '../../tools/lib/shell.js';
import { cargoHack } from '../../tools/lib/toolchain.js';
import { crateReference } from '../../tools/docs/crate.js';

/**
 * The exports of the npm package are for WebAssembly, and nothing there is given an
 * `http::HeaderMap`. What the Python package asks has a suite of its own.
 */
const platforms = [
  ['--exclude-features', 'default,wasm,full,python'],
  ['--exclude-features', 'default,http,python', '--target', 'wasm32-unknown-unknown'],
];

export const crateSuites = [
  { name: 'Rust: every set of features compiles', run: everySet },
  { name: 'Rust: documentation without warnings', run: documented },
];

/** The library alone: what tests depend on would enable features of its own. */
async function everySet() {
  const program = await cargoHack();
  let passed = 0;
  for (const platform of platforms) {
    const args = [
      'hack',
      'clippy',
      '--lib',
      '--feature-powerset',
      ...platform,
      '--',
      '-D',
      'warnings',
    ];
    const { code, output } = await attempt(program, args);
    const [, tried, all] = [...output.matchAll(/\((\d+)\/(\d+)\)$/gm)].at(-1) ?? [];
    if (code !== 0 || tried === undefined || tried !== all)
      return { passed, failed: 1, report: output };
    passed += Number(all);
  }
  return { passed, failed: 0 };
}

async function documented() {
  await crateReference();
  return { passed: 1, failed: 0 };
}
