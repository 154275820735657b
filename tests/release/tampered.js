/** Whatever is changed between the machine that built a release and what publishes it is caught. */
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { attempt, root, run } from '../../tools/lib/shell.js';
import {
  differences,
  differencesOfArchives,
  differencesOfTar,
  filesOf,
} from '../../tools/release/compare.js';
import { mustBeCompared, releaseFiles, SUMS } from '../../tools/release/compared.js';
import { sha256 } from '../../tools/release/notes.js';
import { equal, ok } from '../conformance/assert.js';

const version = JSON.parse(readFileSync(join(root, 'pkg', 'package.json'), 'utf8')).version;
export const tarball = `hookproof-${version}.tgz`;
export const sdist = join('python', `hookproof-${version}.tar.gz`);
export const crate = `hookproof-${version}.crate`;

/** One byte of a file, in its middle. */
function flip(path) {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(path, bytes);
}

/** Changes an archive: unpacks it, has `change` change the folder, packs it again. */
export const repacked = (name, change) => async (folder) => {
  const inside = mkdtempSync(join(tmpdir(), 'hookproof-inside-'));
  try {
    await run('tar', ['-xzf', join(folder, name), '-C', inside]);
    const listed = (await run('tar', ['-tzf', join(folder, name)])).trim().split('\n');
    const [top] = listed[0].split('/');
    change(join(inside, top));
    await run('tar', ['-czf', join(folder, name), '-C', inside, top]);
  } finally {
    rmSync(inside, { recursive: true, force: true });
  }
};
export const byteIn = (name, path) => repacked(name, (inside) => flip(join(inside, path)));

/** The first file of a kind, wherever it is. */
const first = (folder, pattern) =>
  [...filesOf(folder).keys()].filter((path) => pattern.test(path)).sort()[0];
const byteOf = (pattern) => (folder) => flip(join(folder, first(folder, pattern)));

const tampered = {
  'a byte of a script in the tarball': [
    byteIn(tarball, 'dist/esm/express.js'),
    `${tarball}: package/dist/esm/express.js differs`,
  ],
  'a byte of the command line in the tarball': [
    byteIn(tarball, 'dist/cli.js'),
    `${tarball}: package/dist/cli.js differs`,
  ],
  'a byte of the WebAssembly': [
    byteIn(tarball, 'dist/esm/hookproof.wasm'),
    `${tarball}: package/dist/esm/hookproof.wasm differs`,
  ],
  'a byte of a declaration': [
    byteIn(tarball, 'dist/cjs/index.d.ts'),
    `${tarball}: package/dist/cjs/index.d.ts differs`,
  ],
  'a byte of the README in the tarball': [
    byteIn(tarball, 'README.md'),
    `${tarball}: package/README.md differs`,
  ],
  'an install script': [
    repacked(tarball, (inside) => {
      const path = join(inside, 'package.json');
      writeFileSync(
        path,
        JSON.stringify({
          ...JSON.parse(readFileSync(path, 'utf8')),
          scripts: { postinstall: 'true' },
        }),
      );
    }),
    `${tarball}: package/package.json differs`,
  ],
  'a file more in the tarball': [
    repacked(tarball, (inside) => writeFileSync(join(inside, 'dist', 'more.js'), '')),
    `${tarball}: package/dist/more.js should not be there`,
  ],
  'a file less in the tarball': [
    repacked(tarball, (inside) => rmSync(join(inside, 'dist', 'esm', 'fetch.js'))),
    `${tarball}: package/dist/esm/fetch.js is missing`,
  ],
  'a link in place of a file in the tarball': [
    repacked(tarball, (inside) => {
      rmSync(join(inside, 'LICENSE-MIT'));
      symlinkSync('LICENSE-APACHE', join(inside, 'LICENSE-MIT'));
    }),
    `${tarball}: package/LICENSE-MIT is a link or something else that is no file`,
  ],
  'only the mode of a file in the tarball': [
    repacked(tarball, (inside) => chmodSync(join(inside, 'dist', 'cli.js'), 0o644)),
    `${tarball} differs`,
  ],
  'a tarball under another name': [
    (folder) => renameSync(join(folder, tarball), join(folder, 'hookproof-9.9.9.tgz')),
    'hookproof-9.9.9.tgz should not be there',
  ],
  'a second tarball, which comes first': [
    (folder) => cpSync(join(folder, tarball), join(folder, 'a.tgz')),
    'a.tgz should not be there',
  ],
  'something behind the end of the tarball': [
    (folder) => appendFileSync(join(folder, tarball), 'x'),
    `${tarball} differs`,
  ],
  'a tarball that is none': [
    (folder) => writeFileSync(join(folder, tarball), 'x'),
    `${tarball}: it cannot be unpacked`,
  ],
  'a byte of a source in the crate': [
    byteIn(crate, 'src/lib.rs'),
    `${crate}: hookproof-${version}/src/lib.rs differs`,
  ],
  "the crate's manifest": [
    byteIn(crate, 'Cargo.toml'),
    `${crate}: hookproof-${version}/Cargo.toml differs`,
  ],
  'the commit that the crate names': [
    byteIn(crate, '.cargo_vcs_info.json'),
    `${crate}: hookproof-${version}/.cargo_vcs_info.json differs`,
  ],
  'a build script in the crate': [
    repacked(crate, (inside) => writeFileSync(join(inside, 'build.rs'), 'fn main() {}')),
    `${crate}: hookproof-${version}/build.rs should not be there`,
  ],
  'no crate': [(folder) => rmSync(join(folder, crate)), `${crate} is missing`],
  'a byte of a source in the sdist': [
    byteIn(sdist, 'pyproject.toml'),
    `${sdist}: hookproof-${version}/pyproject.toml differs`,
  ],
  'a byte of a wheel': [byteOf(/^python\/.*\.whl$/), /^python\/.*\.whl differs$/],
  'a wheel more': [
    (folder) => writeFileSync(join(folder, 'python', 'more.whl'), ''),
    'python/more.whl should not be there',
  ],
  'a byte of a script for JSR': [byteOf(/^jsr\/full\.js$/), 'jsr/full.js differs'],
  'a byte of a declaration for JSR': [byteOf(/^jsr\/index\.d\.ts$/), 'jsr/index.d.ts differs'],
  "JSR's manifest": [byteOf(/^jsr\/jsr\.json$/), 'jsr/jsr.json differs'],
  'a file more for JSR': [
    (folder) => writeFileSync(join(folder, 'jsr', 'more.js'), ''),
    'jsr/more.js should not be there',
  ],
  "a byte of the page's script": [byteOf(/^site\/assets\/.*\.js$/), / differs$/],
  'a byte of the page, which has its policy': [
    byteOf(/^site\/index\.html$/),
    'site/index.html differs',
  ],
  "a byte of the page's service worker": [
    byteOf(/^site\/service-worker\.js$/),
    'site/service-worker.js differs',
  ],
  'a byte of the API reference': [byteOf(/^site\/api\/npm\/.*\.html$/), / differs$/],
  "a byte of the crate's reference": [byteOf(/^site\/api\/rust\/.*\.html$/), / differs$/],
  'a file more beside the page': [
    (folder) => writeFileSync(join(folder, 'site', 'more.html'), ''),
    'site/more.html should not be there',
  ],
  'a byte of the checksums': [byteOf(/^SHA256SUMS$/), `${SUMS} differs`],
  'no checksums': [(folder) => rmSync(join(folder, SUMS)), `${SUMS} is missing`],
  'a byte of the notes': [byteOf(/^notes\.md$/), 'notes.md differs'],
  'a file more': [(folder) => writeFileSync(join(folder, 'more'), ''), 'more should not be there'],
};

export async function inCopy(change, use) {
  const folder = join(mkdtempSync(join(tmpdir(), 'hookproof-tampered-')), 'release');
  try {
    cpSync(releaseFiles, folder, { recursive: true });
    await change(folder);
    return await use(folder);
  } finally {
    rmSync(dirname(folder), { recursive: true, force: true });
  }
}

/** What the machine that compared would hand on. */
export const compared = () => sha256(readFileSync(join(releaseFiles, SUMS)));

function refusal(folder, sums) {
  try {
    mustBeCompared(folder, sums);
    return '';
  } catch ({ message }) {
    return message;
  }
}

const caught = Object.entries(tampered).map(([name, [change, expected]]) => [
  `caught, when compared and when published: ${name}`,
  () =>
    inCopy(change, async (folder) => {
      const found = await differences(folder, releaseFiles);
      const isExpected = (problem) =>
        typeof expected === 'string' ? problem === expected : expected.test(problem);
      ok(found.some(isExpected), `${expected}: ${found.join('\n')}`);
      ok(refusal(folder, compared()) !== '', 'it would be published');
    }),
]);

const inTar = async (change) =>
  await inCopy(change, async (folder) => {
    const tar = join(dirname(folder), 'artifact.tar');
    await run('tar', ['-cf', tar, '-C', join(folder, 'site'), '.']);
    return await differencesOfTar(tar, join(releaseFiles, 'site'));
  });

const verifyBuild = (...args) =>
  attempt(process.execPath, [join('tools', 'verify-build.js'), ...args]);

export const tamperedTests = {
  'the release itself is taken, when compared and when published': () =>
    inCopy(
      () => {},
      async (folder) => {
        equal(await differences(folder, releaseFiles), []);
        mustBeCompared(folder, compared());
      },
    ),
  ...Object.fromEntries(caught),
  'files and checksums that were changed together are caught by the checksum of these': () =>
    inCopy(
      (folder) => {
        flip(join(folder, tarball));
        const other = sha256(readFileSync(join(folder, tarball)));
        const sums = readFileSync(join(folder, SUMS), 'utf8');
        writeFileSync(join(folder, SUMS), sums.replace(/^\w+(?= {2}hookproof-.*\.tgz$)/m, other));
      },
      async (folder) =>
        equal(refusal(folder, compared()), `${SUMS} is not the one that was compared`),
    ),
  'nothing is published that nothing was compared with': async () => {
    for (const sums of [undefined, '', compared().slice(1)])
      ok(refusal(releaseFiles, sums).startsWith('COMPARED'), `${sums}`);
    const { COMPARED: _, ...env } = process.env;
    for (const script of [
      'publish-npm.js',
      'publish-jsr.js',
      'publish-crate.js',
      'pypi.js',
      'compared.js',
    ]) {
      const { code, output } = await attempt(process.execPath, [join('tools', 'release', script)], {
        env,
      });
      ok(code !== 0 && output.includes('COMPARED has no SHA-256'), `${script}: ${output}`);
    }
  },
  'a tarball that another machine compressed is the same, and one of another order or mode is not':
    () =>
      inCopy(
        (folder) =>
          writeFileSync(
            join(folder, tarball),
            gzipSync(gunzipSync(readFileSync(join(folder, tarball))), { level: 1 }),
          ),
        async (folder) => {
          const [is, should] = [folder, releaseFiles].map((place) => join(place, tarball));
          ok(!readFileSync(is).equals(readFileSync(should)), 'it is compressed in the same way');
          equal(await differencesOfArchives(is, should), []);
          await tampered['only the mode of a file in the tarball'][0](folder);
          equal(await differencesOfArchives(is, should), [
            'every file is the same, but not their order, modes or times',
          ]);
        },
      ),
  'the page as it is handed to its host is compared, too': async () => {
    equal(await inTar(() => {}), []);
    equal(await inTar(byteOf(/^site\/index\.html$/)), ['index.html differs']);
    equal(await inTar((folder) => writeFileSync(join(folder, 'site', 'more.html'), '')), [
      'more.html should not be there',
    ]);
    equal(await inTar((folder) => rmSync(join(folder, 'site', 'icon.svg'))), [
      'icon.svg is missing',
    ]);
  },
  'a file that is in an archive twice is caught': () =>
    inCopy(
      async (folder) => {
        const inside = join(dirname(folder), 'inside');
        mkdirSync(join(inside, 'package'), { recursive: true });
        writeFileSync(
          join(inside, 'package', 'README.md'),
          readFileSync(join(root, 'pkg', 'README.md')),
        );
        const plain = join(dirname(folder), 'plain.tar');
        writeFileSync(plain, gunzipSync(readFileSync(join(folder, tarball))));
        await run('tar', ['-rf', plain, '-C', inside, 'package/README.md']);
        writeFileSync(join(folder, tarball), gzipSync(readFileSync(plain)));
      },
      async (folder) => {
        const found = await differences(folder, releaseFiles);
        equal(found, [`${tarball} differs`, `${tarball}: package/README.md is there twice`]);
      },
    ),
  'npm run verify-build takes the tarball, and refuses it under another name, changed, or not there':
    async () => {
      const same = await verifyBuild(join(releaseFiles, tarball));
      equal([same.code, same.code === 0 ? '' : same.output], [0, '']);
      await inCopy(tampered['a byte of a script in the tarball'][0], async (folder) => {
        const other = join(folder, 'a.tgz');
        renameSync(join(folder, tarball), other);
        const { code, output } = await verifyBuild(other);
        equal(code, 1);
        for (const told of [
          `it is named a.tgz, and should be ${tarball}`,
          'package/dist/esm/express.js differs',
        ])
          ok(output.includes(told), output);
      });
      for (const args of [
        [],
        ['nothing.tgz'],
        [join(releaseFiles, tarball), tarball],
        [releaseFiles],
      ]) {
        equal((await verifyBuild(...args)).code, 2, args.join(' '));
      }
    },
};
