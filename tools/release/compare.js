/**
 * Whether what is published is what this commit makes: every file, byte for byte, and none besides.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { attempt, run } from '../lib/shell.js';

/** What keeps two folders from being the same, one line of `diff` each; none if nothing does. */
export async function differences(published, rebuilt) {
  const env = { ...process.env, LC_ALL: 'C' };
  const args = ['-rq', '--no-dereference', published, rebuilt];
  const { code, output } = await attempt('diff', args, { env });
  if (code > 1) throw new Error(output);
  const told = output.replaceAll(published, 'published').replaceAll(rebuilt, 'rebuilt').trim();
  return told === '' ? [] : told.split('\n');
}

/**
 * The same of two archives, whose compression may differ: another Node has another zlib. What they
 * hold may not, nor its order, modes and times.
 */
export async function differencesOfArchives(published, rebuilt) {
  try {
    const [there, here] = [published, rebuilt].map((path) => gunzipSync(readFileSync(path)));
    if (there.equals(here)) return [];
  } catch {
    return ['it cannot be unpacked'];
  }
  const found = await unpacked(published, (there) =>
    unpacked(rebuilt, (here) => differences(there, here)),
  );
  return found.length > 0 ? found : ['every file is the same, but not their order, modes or times'];
}

/** What differs in a tar archive from a folder that it was made of. */
export const differencesOfTar = (tar, folder) =>
  unpacked(tar, async (files) => {
    const listed = (await run('tar', ['-tf', tar])).split('\n');
    // Which of two files of one name is taken, is up to the program that unpacks them.
    const repeated = listed.filter((path, at) => path !== '' && listed.indexOf(path) !== at);
    return [
      ...(await differences(files, folder)),
      ...repeated.map((path) => `${path} is there twice`),
    ];
  });

async function unpacked(archive, use) {
  const folder = join(mkdtempSync(join(tmpdir(), 'hookproof-')), 'unpacked');
  try {
    mkdirSync(folder);
    await run('tar', ['-xf', archive, '-C', folder]);
    return await use(folder);
  } finally {
    rmSync(join(folder, '..'), { recursive: true, force: true });
  }
}
