/**
 * A project as a user of one host has it: what its lock file names, the packed tarball, and its own
 * few files.
 *
 * What npm installs for it is kept outside the repository, in a folder for each lock file, and
 * every run works on links to that: so it is installed once on a machine, nothing of the
 * repository's own node_modules can be found from it, and no run sees another.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { nodeBinary } from '../../../tools/lib/node.js';
import { attempt, root, run, say } from '../../../tools/lib/shell.js';
import { cache } from '../../../tools/lib/toolchain.js';
import { nodeVersions } from '../../../tools/lib/versions.js';
import { writeSuite } from './suite.js';

const installs = join(cache, 'hosts');
const folderOf = (name) => join(root, 'tests', 'hosts', name);

/**
 * Calls `use` with `{ folder, runProgram, versionOf }` of a project, and removes it afterwards.
 *
 * @param name the host's folder in tests/hosts/
 * @param consumer a folder that installed the tarball
 */
export async function withHost(name, consumer, use) {
  const installed = await installOf(name);
  const folder = mkdtempSync(join(installs, `run-${name}-`));
  try {
    await run('cp', ['--archive', '--link', join(installed, 'node_modules'), folder]);
    cpSync(folderOf(name), folder, { recursive: true });
    cpSync(join(consumer, 'node_modules', 'hookproof'), join(folder, 'node_modules', 'hookproof'), {
      recursive: true,
    });
    await writeSuite(folder);
    return await use(await hostIn(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `npm ci`, if nobody has done it for this lock file. Renamed into its place when it is whole. */
async function installOf(name) {
  const files = ['package.json', 'package-lock.json'].map((file) => join(folderOf(name), file));
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  const folder = join(installs, `${name}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  say(`installing what tests/hosts/${name} names, once on this machine`);
  const making = `${folder}-${randomUUID()}`;
  mkdirSync(making, { recursive: true });
  for (const file of files) cpSync(file, join(making, file.slice(folderOf(name).length + 1)));
  try {
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: making, env: await environment() });
    if (!existsSync(folder)) renameSync(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return folder;
}

/** Several hosts want a newer Node than the one that runs the tests. */
async function environment() {
  const node = await nodeBinary(nodeVersions[22]);
  const quiet = {
    CI: 'true',
    WRANGLER_SEND_METRICS: 'false',
    NEXT_TELEMETRY_DISABLED: '1',
    NUXT_TELEMETRY_DISABLED: '1',
    ASTRO_TELEMETRY_DISABLED: '1',
  };
  return { ...process.env, ...quiet, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
}

async function hostIn(folder) {
  const env = await environment();
  const manifestOf = (name) =>
    JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'));
  const scriptOf = (name, program) => {
    const { bin } = manifestOf(name);
    return join(folder, 'node_modules', name, typeof bin === 'string' ? bin : bin[program]);
  };
  return {
    folder,
    env,
    versionOf: (name) => manifestOf(name).version,
    scriptOf,
    /**
     * Runs a program that a package of the project brings; `more` are variables. Fails with all
     * that it wrote.
     */
    runProgram: (name, program, args, more = {}) =>
      run('node', [scriptOf(name, program), ...args], { cwd: folder, env: { ...env, ...more } }),
    attemptProgram: (name, program, args, more = {}) =>
      attempt('node', [scriptOf(name, program), ...args], {
        cwd: folder,
        env: { ...env, ...more },
      }),
  };
}
