/** What would be published, as far as each registry's own client says without one. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaryOf } from '../../tools/lib/binaries.js';
import { attempt, lastJson, root, run } from '../../tools/lib/shell.js';
import { releaseFiles } from '../../tools/release/prepare.js';
import { equal, ok } from '../conformance/assert.js';

const node = (script, ...args) => attempt(process.execPath, [join('tools', 'release', script), ...args]);

export const publishedTests = {
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
  'the crate compiles from what is in it': async () => {
    const { code, output } = await attempt('cargo', ['package', '--allow-dirty', '--offline', '--quiet', '--features', 'ed25519,explain']);
    equal([code, code === 0 ? '' : output], [0, '']);
  },
};
