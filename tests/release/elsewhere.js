/**
 * The same commit in another folder gives the same release, to the byte, and no byte tells where it
 * was made.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { attempt, root, run } from '../../tools/lib/shell.js';
import { differences } from '../../tools/release/compare.js';
import { releaseFiles } from '../../tools/release/compared.js';
import { equal } from '../conformance/assert.js';

export const elsewhereTests = {
  'a build in another folder gives every file of the release again': async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'hookproof-elsewhere-'));
    try {
      await cloneInto(elsewhere);
      for (const script of [['build.js'], ['release/prepare.js', '--trial']]) {
        await run(process.execPath, [join('tools', script[0]), ...script.slice(1)], {
          cwd: elsewhere,
        });
      }
      equal(await differences(join(elsewhere, 'target', 'release-files'), releaseFiles), []);
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  },
  'no file that is published names the folder that it was made in': async () => {
    const packed = mkdtempSync(join(tmpdir(), 'hookproof-packed-'));
    try {
      const archives = readdirSync(releaseFiles, { recursive: true }).filter((name) =>
        /\.(?:tgz|crate|tar\.gz|whl)$/.test(name),
      );
      equal(archives.length, 5);
      for (const name of archives) {
        const into = join(packed, name);
        mkdirSync(into, { recursive: true });
        if (name.endsWith('.whl'))
          await run('python3', ['-m', 'zipfile', '-e', join(releaseFiles, name), into]);
        else await run('tar', ['-xzf', join(releaseFiles, name), '-C', into]);
      }
      const places = [root, homedir()].filter((place) => place.length > 2);
      const told = places.flatMap((place) => ['-e', `${place.replace(/\/$/, '')}/`]);
      const { code, output } = await attempt('grep', ['-raFl', ...told, packed, releaseFiles]);
      equal([code, output], [1, '']);
    } finally {
      rmSync(packed, { recursive: true, force: true });
    }
  },
};

/**
 * This very tree as a clone of its last commit, which cargo names in the crate, with the packages
 * that are installed here.
 */
async function cloneInto(elsewhere) {
  await run('git', ['clone', '--quiet', '--shared', root, elsewhere]);
  const [was, is] = [['--cached'], ['--cached', '--others', '--exclude-standard']].map((which) =>
    run('git', ['ls-files', '-z', ...which]),
  );
  for (const file of (await was).split('\0').filter(Boolean))
    rmSync(join(elsewhere, file), { force: true });
  for (const file of (await is).split('\0').filter(Boolean)) {
    if (existsSync(join(root, file)))
      cpSync(join(root, file), join(elsewhere, file), { verbatimSymlinks: true });
  }
  // Where it can be done by links, nothing is copied. The workspaces are links to folders beside
  // node_modules, and so to the clone's.
  for (const folder of ['node_modules', join('tools', 'docs', 'node_modules')]) {
    const copy = (how) => attempt('cp', [how, join(root, folder), join(elsewhere, folder)]);
    if ((await copy('-al')).code === 0) continue;
    rmSync(join(elsewhere, folder), { recursive: true, force: true });
    await run('cp', ['-a', join(root, folder), join(elsewhere, folder)]);
  }
}
