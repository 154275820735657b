/**
 * Whether what is published is what this commit makes: every file, byte for byte, and none besides.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { run } from '../lib/shell.js';

/**
 * What keeps two folders from being the same, one sentence each; none if nothing does. Of an
 * archive it says which of its files differ.
 */
export async function differences(published, rebuilt) {
  const [ours, theirs] = [filesOf(rebuilt), filesOf(published)];
  const found = [];
  for (const path of [...new Set([...ours.keys(), ...theirs.keys()])].sort()) {
    const [here, there] = [ours.get(path), theirs.get(path)];
    if (there === undefined) found.push(`${path} is missing`);
    else if (here === undefined) found.push(`${path} should not be there`);
    else if (there === 'special') found.push(`${path} is a link or something else that is no file`);
    else if (!readFileSync(here).equals(readFileSync(there)))
      found.push(`${path} differs`, ...(await within(there, here, path)));
  }
  return found;
}

/**
 * The same of two archives, whose compression may differ: another Node has another zlib. What they
 * hold may not, nor its order, modes and times.
 */
export async function differencesOfArchives(published, rebuilt) {
  const [there, here] = [published, rebuilt].map((path) => contentOf(readFileSync(path)));
  if (there?.equals(here)) return [];
  const found = await within(published, rebuilt);
  return found.length > 0 ? found : ['every file is the same, but not their order, modes or times'];
}

/** What differs in a tar archive from a folder that it was made of. */
export async function differencesOfTar(tar, folder) {
  return await unpacked(tar, async (files, listed) => [
    ...(await differences(files, folder)),
    ...repeated(listed),
  ]);
}

const ARCHIVE = /\.(?:tgz|crate|tar\.gz)$/;

async function within(published, rebuilt, name = '') {
  if (!ARCHIVE.test(published)) return [];
  const compared = (there, listed) =>
    unpacked(rebuilt, async (here) => [...(await differences(there, here)), ...repeated(listed)]);
  const found = await unpacked(published, compared).catch(() => ['it cannot be unpacked']);
  return found.map((problem) => (name === '' ? problem : `${name}: ${problem}`));
}

/** Which of two files of one name is taken, is up to the program that unpacks them. */
const repeated = (listed) =>
  [...new Set(listed.filter((path, at) => listed.indexOf(path) !== at))].map(
    (path) => `${path} is there twice`,
  );

async function unpacked(archive, use) {
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-unpacked-'));
  try {
    await run('tar', ['-xf', archive, '-C', folder]);
    const listed = (await run('tar', ['-tf', archive]))
      .split('\n')
      .filter((path) => path !== '' && !path.endsWith('/'));
    return await use(folder, listed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function contentOf(bytes) {
  try {
    return gunzipSync(bytes);
  } catch {
    return undefined;
  }
}

/** Each file by its path in the folder: where it is, or that it is none. */
export function filesOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => !entry.isDirectory(),
  );
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path), entry.isFile() ? path : 'special'];
    }),
  );
}
