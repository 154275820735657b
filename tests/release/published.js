/** What would be published, as far as each registry's own client says without one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaryOf } from '../../tools/lib/binaries.js';
import { attempt, lastJson, root, run } from '../../tools/lib/shell.js';
import { releaseFiles, SUMS, sumsOf } from '../../tools/release/compared.js';
import { manifest } from '../../tools/release/facts.js';
import { equal, ok } from '../conformance/assert.js';
import { sentByCargo } from './cargo-registry.js';
import { compared, crate, flip, tarball } from './tampered.js';
import { jobs } from './workflows.js';

/** Runs the command by which a job of the workflow publishes, with options that keep it from it. */
async function published(job, command, options) {
  const [, line, folder] = new RegExp(
    `run: (${command}.*?)(?: #.*)?\n +working-directory: (.*)`,
  ).exec(jobs[job]);
  return await attempt('sh', ['-c', `${line} ${options}`], {
    cwd: join(root, folder),
    env: { ...process.env, GITHUB_REF_NAME: `v${manifest().version}` },
  });
}

const publishCrate = (registry) =>
  attempt(process.execPath, [join('tools', 'release', 'publish-crate.js'), '--allow-dirty'], {
    env: { ...process.env, ...registry, COMPARED: compared() },
  });

/**
 * What npm would install for a tarball, each with whether npm would run a script of it: by npm's
 * own reckoning.
 */
async function installedFor(path) {
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-installed-'));
  try {
    await run('npm', ['install', path, '--package-lock-only', '--no-audit', '--no-fund'], {
      cwd: folder,
    });
    const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
    return Object.entries(packages)
      .filter(([name]) => name !== '')
      .map(([name, { hasInstallScript = false }]) => [name, hasInstallScript]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const publishedTests = {
  'the tarball brings no other package, and nothing runs when it is installed': async () =>
    equal(await installedFor(join(releaseFiles, tarball)), [['node_modules/hookproof', false]]),
  'npm takes the tarball, as the workflow publishes it': async () => {
    const { code, stdout, output } = await published('npm', 'npm publish', '--dry-run --json');
    equal([code, code === 0 ? '' : output], [0, '']);
    const { hookproof } = JSON.parse(stdout);
    ok(
      hookproof.files.some(({ path }) => path === 'dist/esm/hookproof.wasm'),
      stdout,
    );
  },
  'JSR takes its package, types and all, as the workflow publishes it': async () => {
    const { code, output } = await published('jsr', '../../../node_modules/', '--dry-run');
    equal([code, code === 0 ? '' : output], [0, '']);
  },
  "JSR's package passes the conformance suite in Deno": async () => {
    const map = join(root, 'target', 'jsr-import-map.json');
    const subpaths = ['full', 'pulse', 'replay', 'testing'].map((name) => [
      `hookproof/${name}`,
      join(releaseFiles, 'jsr', `${name}.js`),
    ]);
    writeFileSync(
      map,
      JSON.stringify({
        imports: {
          hookproof: join(releaseFiles, 'jsr', 'index.js'),
          ...Object.fromEntries(subpaths),
        },
      }),
    );
    const args = [
      'run',
      '--no-prompt',
      '--no-config',
      '--allow-read',
      '--import-map',
      map,
      'tests/runtimes/esm.js',
    ];
    const { passed, failures } = lastJson(await run(binaryOf('deno'), args));
    equal(failures, []);
    ok(passed > 0, 'no case ran');
  },
  'the crate holds its sources, its tests and nothing else': async () => {
    const listed = (await run('cargo', ['package', '--list', '--allow-dirty', '--offline']))
      .trim()
      .split('\n');
    const meant = [
      'src',
      ':(glob)tests/*.rs',
      ':(glob)tests/boundary/*.rs',
      ':(glob)tests/properties/*.rs',
      'tests/vectors',
      'tools/js-tables.rs',
      'README.md',
      'LICENSE-*',
    ];
    const tracked = (await run('git', ['ls-files', ...meant])).trim().split('\n');
    const made = ['.cargo_vcs_info.json', 'Cargo.lock', 'Cargo.toml', 'Cargo.toml.orig'];
    equal(listed.sort(), [...tracked, ...made].sort());
  },
  'what cargo sends is the very crate that was compared': async () => {
    const sent = await sentByCargo(async (registry) => {
      const { code, output } = await publishCrate(registry);
      equal([code, code === 0 ? '' : output], [0, '']);
    });
    ok(sent.equals(readFileSync(join(releaseFiles, crate))), 'it is another');
  },
  'a crate that cargo would pack in another way is not sent': async () => {
    const kept = readFileSync(join(releaseFiles, crate));
    const sums = readFileSync(join(releaseFiles, SUMS));
    try {
      // All is compared and agrees, but the sources here are others.
      flip(join(releaseFiles, crate));
      writeFileSync(join(releaseFiles, SUMS), sumsOf(releaseFiles));
      const sent = await sentByCargo(async (registry) => {
        const { code, output } = await publishCrate(registry);
        ok(code !== 0 && output.includes('another crate than the one that was compared'), output);
      });
      equal(sent, undefined);
    } finally {
      writeFileSync(join(releaseFiles, crate), kept);
      writeFileSync(join(releaseFiles, SUMS), sums);
    }
  },
  'the crate compiles from what is in it': async () => {
    const { code, output } = await attempt('cargo', [
      'package',
      '--allow-dirty',
      '--offline',
      '--quiet',
      '--features',
      'explain,http',
    ]);
    equal([code, code === 0 ? '' : output], [0, '']);
  },
};
