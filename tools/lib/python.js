/** The Python package: what builds and tests it, and itself, as it is installed. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { debian } from './debian.js';
import { installing } from './install-lock.js';
import { attempt, root, run, say } from './shell.js';
import { cache } from './toolchain.js';

const requirements = join(root, 'tests', 'python', 'requirements.txt');
export const project = join(root, 'python');
const target = join(root, 'target', 'python');

/** Returns the version of a package of PyPI that the requirements name. */
export const pypiVersion = (name) =>
  new RegExp(`^${name}==(\\S+)$`, 'm').exec(readFileSync(requirements, 'utf8'))?.[1];

/** Returns the paths of what builds and tests the package. */
export async function pythonTools() {
  const what = 'what builds and tests the Python package';
  const bin = await environmentOf('python-tools', requirements, what);
  return { bin, python: bin('python') };
}

/**
 * Makes a virtual environment with what a list of requirements names, outside the clone: one for
 * each list. Gives a function that gives the paths of its programs.
 */
export async function environmentOf(name, list, what) {
  const digest = createHash('sha256').update(readFileSync(list)).digest('hex').slice(0, 16);
  const folder = join(cache, `${name}-${digest}`);
  const bin = (program) => join(folder, 'bin', program);
  const done = join(folder, 'installed');
  await installing(async () => {
    if (existsSync(done)) return;
    rmSync(folder, { recursive: true, force: true });
    say(`installing ${what} from PyPI, once on this machine`);
    await withVenv();
    await run('python3', ['-m', 'venv', folder]);
    const how = ['--no-deps', '--only-binary', ':all:'];
    await pip(bin('python'), ['install', ...how, '--requirement', list]);
    writeFileSync(done, '');
  });
  return bin;
}

/**
 * Debian's Python comes without the part that makes virtual environments, whose files lie under the
 * name of Python's version.
 */
async function withVenv() {
  const found = await attempt('python3', ['-c', 'import ensurepip, venv']).catch(() => ({
    code: 1,
  }));
  if (found.code !== 0) await debian({ 'ensurepip and venv of python3': 'python3-venv' });
}

const pip = (python, args, options) =>
  run(python, ['-m', 'pip', '--quiet', '--disable-pip-version-check', ...args], options);

/**
 * Returns the environment of a program that builds: maturin finds its own tools, and cargo what was
 * compiled before.
 */
async function building() {
  const { bin } = await pythonTools();
  return {
    ...process.env,
    PATH: `${bin('')}${delimiter}${process.env.PATH}`,
    CARGO_TARGET_DIR: join(root, 'target'),
  };
}

/** Builds `wheel` or `sdist`, alone in a folder, and gives its path. */
export async function builtAs(kind) {
  const { bin } = await pythonTools();
  const out = emptyFolder(kind);
  const args =
    kind === 'wheel'
      ? ['build', '--quiet', '--locked', '--compression-level', '9', '--compatibility', 'linux']
      : ['sdist'];
  await run(bin('maturin'), [...args, '--out', out], { cwd: project, env: await building() });
  return join(out, readdirSync(out)[0]);
}

/**
 * Builds the wheel of an sdist, as pip does where there is no wheel for a machine, and gives its
 * path.
 */
export async function wheelOf(sdist) {
  const { python } = await pythonTools();
  const out = emptyFolder('wheel-of-sdist');
  // What it is built with is here already.
  await pip(
    python,
    ['wheel', '--no-index', '--no-deps', '--no-build-isolation', '--wheel-dir', out, sdist],
    { env: await building() },
  );
  return join(out, readdirSync(out)[0]);
}

/**
 * Makes an empty environment and installs a wheel in it, with nothing from elsewhere. Gives its
 * interpreter.
 */
export async function installed(name, wheel) {
  const { python } = await pythonTools();
  const folder = join(target, name);
  await run(python, ['-m', 'venv', '--clear', '--without-pip', folder]);
  const own = join(folder, 'bin', 'python');
  await pip(python, ['--python', own, 'install', '--no-index', wheel]);
  return own;
}

/**
 * Does the same from the sources, by `pip install ./python`. What that builds with is here already.
 */
export async function installedFromClone(name) {
  const { python } = await pythonTools();
  const own = join(target, name, 'bin', 'python');
  await run(python, ['-m', 'venv', '--clear', '--without-pip', join(target, name)]);
  await lent(own);
  const how = ['--no-index', '--no-deps', '--no-build-isolation'];
  await pip(python, ['--python', own, 'install', ...how, './python'], {
    cwd: root,
    env: await building(),
  });
  return own;
}

/** Lets an environment use what builds and tests. */
async function lent(own) {
  const { python } = await pythonTools();
  const places = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  const [to, from] = await Promise.all([own, python].map((each) => run(each, ['-c', places])));
  writeFileSync(join(to.trim(), 'tools.pth'), from);
}

let ready;

/**
 * Returns an interpreter that has the package, as its wheel installs it, and beside it what tests
 * it.
 */
export function pythonWithPackage() {
  ready ??= (async () => {
    const python = await installed('environment', await builtAs('wheel'));
    await lent(python);
    return python;
  })();
  return ready;
}

/** Returns a folder of its own, with nothing in it. */
function emptyFolder(name) {
  const folder = join(target, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
