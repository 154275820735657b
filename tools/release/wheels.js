/**
 * `node tools/release/wheels.js`: the sdist and the wheels for Linux, as PyPI gets them, into
 * target/release-files/python/. Any Linux machine makes all of them, to the byte: zig brings the C
 * library of each platform, old enough for those who install it.
 */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pypiProgram } from '../lib/pypi.js';
import { project, pypiVersion } from '../lib/python.js';
import { attempt, root, run, say } from '../lib/shell.js';
import { zigVersion } from '../lib/versions.js';
import { releaseFiles } from './compared.js';

/** By what rustc calls each: the oldest C library that its wheel runs with. */
const linux = {
  'x86_64-unknown-linux-gnu': 'manylinux_2_17',
  'x86_64-unknown-linux-musl': 'musllinux_1_2',
  'aarch64-unknown-linux-gnu': 'manylinux_2_17',
  'aarch64-unknown-linux-musl': 'musllinux_1_2',
};

/** The target that a wheel for Linux is of, by its name. */
export const targetOf = (wheel) =>
  Object.keys(linux).find(
    (target) =>
      wheel.includes(target.split('-')[0]) &&
      wheel.includes(target.endsWith('gnu') ? 'manylinux' : 'musllinux'),
  );

/** A trial leaves out what this machine's tests cannot run. */
export async function packPython(into, { isTrial = false, targets = targetsFor(isTrial) } = {}) {
  say(
    `making ${['the sdist of the Python package', ...targets.map((target) => `its wheel for ${target}`)].join(', ')}`,
  );
  mkdirSync(into, { recursive: true });
  const [maturin, zig] = [
    await pypiProgram('maturin', pypiVersion('maturin')),
    await pypiProgram('ziglang', zigVersion, 'python-zig'),
  ];
  const env = {
    ...process.env,
    PATH: [join(dirname(dirname(zig)), 'ziglang'), process.env.PATH].join(delimiter),
    CARGO_TARGET_DIR: join(root, 'target'),
    CARGO_ENCODED_RUSTFLAGS: flags().join('\x1f'),
  };
  await run(maturin, ['sdist', '--out', into], { cwd: project, env });
  for (const target of targets) {
    await mustHave(target);
    const how = [
      '--quiet',
      '--locked',
      '--compression-level',
      '9',
      '--zig',
      '--target',
      target,
      '--compatibility',
      linux[target],
    ];
    await run(maturin, ['build', ...how, '--out', into], { cwd: project, env });
  }
}

const targetsFor = (isTrial) =>
  Object.keys(linux).filter((target) => !isTrial || target.startsWith('x86_64'));

/**
 * As pyproject.toml has them, which these take the place of; and no folder of this machine must be
 * in the bytes.
 */
function flags() {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  const remapped = Object.entries({ [cargoHome]: '/cargo', [root]: '/hookproof' }).map(
    ([from, to]) => `--remap-path-prefix=${from}=${to}`,
  );
  return [...remapped, '--cfg', 'hookproof_joined'];
}

async function mustHave(target) {
  const rustup = await attempt('rustup', ['target', 'list', '--installed']).catch(() => undefined);
  if (rustup === undefined || rustup.stdout.split('\n').includes(target)) return;
  say(`installing the Rust target ${target}`);
  await run('rustup', ['target', 'add', target]);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await packPython(join(releaseFiles, 'python'));
