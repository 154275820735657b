/** What would be published, as far as each registry's own client says without one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaryOf } from '../../tools/lib/binaries.js';
import { attempt, lastJson, root, run } from '../../tools/lib/shell.js';
import { releaseFiles } from '../../tools/release/compared.js';
import { equal, ok } from '../conformance/assert.js';
import { compared, inCopy, repacked, tarball } from './tampered.js';

/** As the workflow calls it, but for the sending. */
const node = (script, ...args) =>
  attempt(process.execPath, [join('tools', 'release', script), ...args], { env: { ...process.env, COMPARED: compared() } });

/** What npm would install for a tarball, each with whether npm would run a script of it: by npm's own reckoning. */
async function installedFor(path) {
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-installed-'));
  try {
    await run('npm', ['install', path, '--package-lock-only', '--no-audit', '--no-fund'], { cwd: folder });
    const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
    return Object.entries(packages)
      .filter(([name]) => name !== '')
      .map(([name, { hasInstallScript = false }]) => [name, hasInstallScript]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The tarball with a change of its manifest. */
const withManifest = (change) =>
  repacked(tarball, (inside) => {
    const path = join(inside, 'package.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
  });

export const publishedTests = {
  'the tarball brings no other package, and nothing runs when it is installed': async () =>
    equal(await installedFor(join(releaseFiles, tarball)), [['node_modules/hookproof', false]]),
  'a dependency and each install script would be found': async () => {
    for (const scripts of [{ preinstall: 'true' }, { install: 'true' }, { postinstall: 'true' }]) {
      const found = await inCopy(withManifest({ scripts }), (folder) => installedFor(join(folder, tarball)));
      equal(found, [['node_modules/hookproof', true]], JSON.stringify(scripts));
    }
    const dependencies = { other: `file:${join(releaseFiles, tarball)}` };
    const found = await inCopy(withManifest({ dependencies }), (folder) => installedFor(join(folder, tarball)));
    equal(found.map(([name]) => name).sort(), ['node_modules/hookproof', 'node_modules/other']);
  },
  'npm publish takes the tarball': async () => {
    const { code, stdout, output } = await node('publish-npm.js', '--dry-run');
    equal([code, code === 0 ? '' : output], [0, '']);
    const { hookproof } = JSON.parse(stdout);
    ok(
      hookproof.files.some(({ path }) => path === 'dist/esm/hookproof.wasm'),
      stdout,
    );
  },
  'JSR takes its package, types and all': async () => {
    const { code, output } = await node('publish-jsr.js', '--dry-run');
    equal([code, code === 0 ? '' : output], [0, '']);
  },
  "JSR's package passes the conformance suite in Deno": async () => {
    const map = join(root, 'target', 'jsr-import-map.json');
    const subpaths = ['full', 'pulse', 'replay', 'testing'].map((name) => [`hookproof/${name}`, join(releaseFiles, 'jsr', `${name}.js`)]);
    writeFileSync(map, JSON.stringify({ imports: { hookproof: join(releaseFiles, 'jsr', 'index.js'), ...Object.fromEntries(subpaths) } }));
    const args = ['run', '--no-prompt', '--no-config', '--allow-read', '--import-map', map, 'tests/runtimes/esm.js'];
    const { passed, failures } = lastJson(await run(binaryOf('deno'), args));
    equal(failures, []);
    ok(passed > 0, 'no case ran');
  },
  'the crate holds its sources, its tests and nothing else': async () => {
    const listed = (await run('cargo', ['package', '--list', '--allow-dirty', '--offline'])).trim().split('\n');
    const meant = [
      'src',
      ':(glob)tests/*.rs',
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
  'cargo publish takes the crate, and packs the very file that was compared': async () => {
    const { code, output } = await node('publish-crate.js', '--dry-run');
    equal([code, code === 0 ? '' : output], [0, '']);
  },
  'the crate compiles from what is in it': async () => {
    const { code, output } = await attempt('cargo', ['package', '--allow-dirty', '--offline', '--quiet', '--features', 'ed25519,explain']);
    equal([code, code === 0 ? '' : output], [0, '']);
  },
};
