/**
 * Tests the Python package as its wheel installs it: runs its own tests, checks its code and its
 * types, and looks at what is packed.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { scriptOf } from '../../tools/lib/binaries.js';
import {
  builtAs,
  installed,
  project,
  pythonTools,
  pythonWithPackage,
  wheelOf,
} from '../../tools/lib/python.js';
import { attempt, root, run } from '../../tools/lib/shell.js';
import { equal, ok } from '../conformance/assert.js';
import { named, runTests } from '../conformance/outcome.js';
import { resultOf } from '../results.js';
import { withStores } from './once-only.js';
import { shownSuite } from './shown.js';

export const pythonSuites = [
  {
    name: 'Python: clippy',
    run: () =>
      checked(
        'cargo',
        ['clippy', '--package', 'hookproof-python', '--quiet', '--', '-D', 'warnings'],
        root,
      ),
  },
  { name: 'Python: ruff', run: async () => await inTurn(await linters()) },
  {
    name: 'Python: mypy, pyright and stubtest',
    run: async () => await inTurn(await typeCheckers()),
  },
  { name: 'Python: pytest', run: () => pytest(['--ignore=python/tests/replay', 'python/tests']) },
  {
    name: 'Python: once only, on Redis, PostgreSQL and SQLite, with Node',
    run: () => withStores((env) => pytest(['python/tests/replay'], { ...process.env, ...env })),
  },
  {
    name: 'Python: the wheel and the sdist, in empty environments',
    run: async () => resultOf(await runTests(named(packed))),
  },
  shownSuite,
];

async function linters() {
  const beside = ['--config', 'pyproject.toml', '../examples', '../tests/docs/python'];
  const { bin } = await pythonTools();
  return [
    [bin('ruff'), ['check', '--no-cache']],
    [bin('ruff'), ['format', '--check', '--no-cache']],
    // What users copy, to whom the package is one of others, and what runs the blocks of the pages.
    // They have few docstrings.
    [bin('ruff'), ['check', '--no-cache', '--ignore', 'D,I,S', ...beside]],
    [bin('ruff'), ['format', '--check', '--no-cache', ...beside]],
  ];
}

async function typeCheckers() {
  const { python } = await pythonTools();
  const own = await pythonWithPackage();
  return [
    [python, ['-m', 'mypy', '--cache-dir', join(root, 'target', 'python', 'mypy')]],
    [process.execPath, [scriptOf('pyright', 'pyright'), '--pythonpath', own]],
    // Of the compiled part alone: the rest is its own stub.
    [own, ['-I', '-m', 'mypy.stubtest', 'hookproof._core'], root],
  ];
}

async function inTurn(commands) {
  let passed = 0;
  for (const [program, args, cwd = project] of commands) {
    const { failed, report } = await checked(program, args, cwd);
    if (failed > 0) return { passed, failed, report };
    passed++;
  }
  return { passed, failed: 0 };
}

async function checked(program, args, cwd) {
  const { code, output } = await attempt(program, args, { cwd });
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, report: output };
}

/**
 * Isolated, so that what is tested is the installed package and not its sources. A test that is
 * skipped was not run.
 */
async function pytest(which, env = process.env) {
  const python = await pythonWithPackage();
  const args = [
    '-I',
    '-m',
    'pytest',
    '--quiet',
    '-p',
    'no:cacheprovider',
    '--config-file',
    'python/pyproject.toml',
    ...which,
  ];
  const { output } = await attempt(python, args, { env });
  const counts = Object.fromEntries(
    [...output.matchAll(/(\d+) (passed|failed|errors?|skipped|xfailed)\b/g)].map(
      ([, count, what]) => [what, Number(count)],
    ),
  );
  const { passed = 0, ...others } = counts;
  const failed = Object.values(others).reduce((sum, count) => sum + count, 0);
  return { passed, failed: passed === 0 ? Math.max(failed, 1) : failed, report: output };
}

const MAX_WHEEL_BYTES = 500_000;

async function used(python) {
  const [about, files] = (await run(python, ['-I', join(import.meta.dirname, 'works.py')]))
    .trim()
    .split('\n');
  const version = /^version = "(.*)"$/m.exec(await run('cat', [join(project, 'Cargo.toml')]))[1];
  equal(about, `${version} ${version} None MIT OR Apache-2.0`);
  const expected = [
    'hookproof/py.typed',
    'hookproof/_core.pyi',
    `hookproof-${version}.dist-info/licenses/LICENSE-MIT`,
  ];
  for (const file of expected) ok(files.split(' ').includes(file), `${file} is not in ${files}`);
  ok(!/\.rs|tests?\//.test(files), files);
}

const packed = {
  'the wheel runs in an empty environment, and needs nothing else': async () =>
    await used(await installed('from-wheel', await builtAs('wheel'))),
  'the wheel has less than 500 KB': async () => {
    const { size } = statSync(await builtAs('wheel'));
    ok(size < MAX_WHEEL_BYTES, `${size} bytes`);
  },
  'the sdist builds without the repository, and runs in an empty environment': async () =>
    await used(await installed('from-sdist', await wheelOf(await builtAs('sdist')))),
};
