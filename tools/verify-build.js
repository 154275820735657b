/**
 * `npm run verify-build -- hookproof-1.2.3.tgz`: builds this commit again and says whether the
 * published package is the same, every file and every byte of it. So for a crate, and of PyPI for
 * the sdist and a wheel for Linux. `npm run verify-build -- FOLDER --page artifact.tar`: everything
 * that a release publishes, as tools/release/prepare.js wrote it, and the page as it is handed to
 * its host.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { pack } from './lib/consumer.js';
import { installPackages } from './lib/toolchain.js';
import { differences, differencesOfArchives, differencesOfTar } from './release/compare.js';
import { packCrate } from './release/crate.js';
import { prepare } from './release/prepare.js';
import { packPython, targetOf } from './release/wheels.js';

const usage =
  'usage: npm run verify-build -- <tarball, crate, sdist or wheel, or folder of a release --page <tar>>';

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { page: { type: 'string' } },
  });
  if (positionals.length !== 1) throw new Error(usage);
  const [published, page] = [positionals[0], values.page].map(given);
  process.exitCode = (await verify(published, page)) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

/** npm runs scripts in the repository's folder, whatever folder it was called in. */
function given(name) {
  if (name === undefined) return undefined;
  const path = resolve(process.env.INIT_CWD ?? '.', name);
  if (!existsSync(path)) throw new Error(`there is no file ${name}; ${usage}`);
  return path;
}

async function verify(published, page) {
  const isFolder = statSync(published).isDirectory();
  if (isFolder !== (page !== undefined)) throw new Error(usage);
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-verify-'));
  try {
    const found = isFolder
      ? await ofRelease(published, page, folder)
      : await ofArchive(published, folder);
    console.log(
      found.length === 0
        ? `${basename(published)}: every byte is the same`
        : `DIFFERS\n${found.join('\n')}`,
    );
    return found.length === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** PyPI has the very file. Those for macOS and Windows are not made here. */
async function ofPython(published, folder) {
  const name = basename(published);
  const target = targetOf(name);
  if (name.endsWith('.whl') && target === undefined)
    throw new Error(`${name} is no wheel for Linux, and only those can be made here`);
  await packPython(folder, { targets: target === undefined ? [] : [target] });
  const rebuilt = join(folder, name);
  if (!existsSync(rebuilt)) return [`this commit makes no ${name}`];
  return readFileSync(published).equals(readFileSync(rebuilt)) ? [] : [`${name} differs`];
}

async function ofRelease(published, page, folder) {
  await installPackages();
  await build();
  const rebuilt = join(folder, 'release-files');
  await prepare(rebuilt);
  const ofPage = await differencesOfTar(page, join(rebuilt, 'site'));
  return [
    ...(await differences(published, rebuilt)),
    ...ofPage.map((problem) => `${basename(page)}: ${problem}`),
  ];
}

async function ofArchive(published, folder) {
  if (/\.(?:whl|tar\.gz)$/.test(published)) return await ofPython(published, folder);
  await build();
  const rebuilt = published.endsWith('.crate')
    ? await packCrate(folder)
    : (await pack(folder)).tarball;
  const [is, should] = [published, rebuilt].map((path) => basename(path));
  return [
    ...(is === should ? [] : [`it is named ${is}, and should be ${should}`]),
    ...(await differencesOfArchives(published, rebuilt)),
  ];
}
