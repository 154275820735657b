/** Whatever is changed between the machine that built a release and what publishes it is caught. */
import {
  chmodSync,
  cpSync,
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
import { attempt, run } from '../../tools/lib/shell.js';
import {
  differences,
  differencesOfArchives,
  differencesOfTar,
} from '../../tools/release/compare.js';
import { mustBeCompared, releaseFiles, SUMS } from '../../tools/release/compared.js';
import { facts } from '../../tools/release/facts.js';
import { sha256 } from '../../tools/release/notes.js';
import { filesOfVersion } from '../../tools/release/pypi.js';
import { equal, ok } from '../conformance/assert.js';

const { version } = facts().manifest;
export const tarball = `hookproof-${version}.tgz`;
export const crate = `hookproof-${version}.crate`;

/** One byte of a file, in its middle. */
export function flip(path) {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(path, bytes);
}

const byteOf = (path) => [(folder) => flip(join(folder, path)), path];
const fileMore = (path) => [(folder) => writeFileSync(join(folder, path), ''), path];

const tampered = {
  'a byte of the tarball': byteOf(tarball),
  'a byte of the crate': byteOf(crate),
  ...Object.fromEntries(
    filesOfVersion(version)
      .compared.filter((name) => !name.includes('aarch64'))
      .map((name) => [`a byte of ${name}`, byteOf(join('python', name))]),
  ),
  'a byte of a script for JSR': byteOf('jsr/full.js'),
  "a byte of JSR's manifest": byteOf('jsr/jsr.json'),
  'a byte of the page, which has its policy': byteOf('site/index.html'),
  "a byte of the page's service worker": byteOf('site/service-worker.js'),
  'a byte of the API reference': byteOf('site/api/npm/index.html'),
  'a byte of the checksums': byteOf(SUMS),
  'a byte of the notes': byteOf('notes.md'),
  'a file more': fileMore('more'),
  'a wheel more': fileMore('python/more.whl'),
  'a file more for JSR': fileMore('jsr/more.js'),
  'a tarball under another name': [
    (folder) => renameSync(join(folder, tarball), join(folder, 'hookproof-9.9.9.tgz')),
    tarball,
  ],
  'no crate': [(folder) => rmSync(join(folder, crate)), crate],
  'no checksums': [(folder) => rmSync(join(folder, SUMS)), SUMS],
  'a link in place of a file': [
    (folder) => {
      rmSync(join(folder, 'notes.md'));
      symlinkSync(join(releaseFiles, 'notes.md'), join(folder, 'notes.md'));
    },
    'notes.md',
  ],
};

async function inCopy(change, use) {
  const folder = join(mkdtempSync(join(tmpdir(), 'hookproof-tampered-')), 'release');
  try {
    cpSync(releaseFiles, folder, { recursive: true });
    await change(folder);
    return await use(folder);
  } finally {
    rmSync(dirname(folder), { recursive: true, force: true });
  }
}

/** The tarball with a change of what it holds. */
const repacked = (change) => async (folder) => {
  const inside = join(folder, '..', 'package');
  await run('tar', ['-xzf', join(folder, tarball), '-C', join(folder, '..')]);
  change(inside);
  await run('tar', ['-czf', join(folder, tarball), '-C', join(folder, '..'), 'package']);
};

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

const caught = Object.entries(tampered).map(([name, [change, path]]) => [
  `caught, when compared and when published: ${name}`,
  () =>
    inCopy(change, async (folder) => {
      const found = await differences(folder, releaseFiles);
      ok(
        found.some((line) => line.replace(': ', '/').includes(`/${path}`)),
        found.join('\n'),
      );
      ok(refusal(folder, compared()) !== '', 'it would be published');
    }),
]);

const inTar = (change) =>
  inCopy(change, async (folder) => {
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
    for (const script of ['publish-crate.js', 'pypi.js', 'compared.js']) {
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
          await repacked((inside) => chmodSync(join(inside, 'dist', 'cli.js'), 0o644))(folder);
          equal(await differencesOfArchives(is, should), [
            'every file is the same, but not their order, modes or times',
          ]);
          writeFileSync(is, 'x');
          equal(await differencesOfArchives(is, should), ['it cannot be unpacked']);
        },
      ),
  'the page as it is handed to its host is compared, too': async () => {
    equal(await inTar(() => {}), []);
    equal((await inTar((folder) => flip(join(folder, 'site', 'index.html')))).length, 1);
    equal(await inTar((folder) => writeFileSync(join(folder, 'site', 'more.html'), '')), [
      'Only in published: more.html',
    ]);
    equal(await inTar((folder) => rmSync(join(folder, 'site', 'icon.svg'))), [
      'Only in rebuilt: icon.svg',
    ]);
  },
  'a file that is handed to its host twice is caught': () =>
    inCopy(
      () => {},
      async (folder) => {
        const [site, tar] = [join(folder, 'site'), join(dirname(folder), 'artifact.tar')];
        await run('tar', ['-cf', tar, '-C', site, '.']);
        await run('tar', ['-rf', tar, '-C', site, './index.html']);
        equal(await differencesOfTar(tar, site), ['./index.html is there twice']);
      },
    ),
  'npm run verify-build takes the tarball, and refuses it under another name, changed, or not there':
    async () => {
      const same = await verifyBuild(join(releaseFiles, tarball));
      equal([same.code, same.code === 0 ? '' : same.output], [0, '']);
      const change = repacked((inside) => flip(join(inside, 'dist', 'esm', 'express.js')));
      await inCopy(change, async (folder) => {
        const other = join(folder, 'a.tgz');
        renameSync(join(folder, tarball), other);
        const { code, output } = await verifyBuild(other);
        equal(code, 1);
        for (const told of [
          `it is named a.tgz, and should be ${tarball}`,
          'published/package/dist/esm/express.js and rebuilt/package/dist/esm/express.js differ',
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
