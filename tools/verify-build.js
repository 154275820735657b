/**
 * `npm run verify-build -- hookproof-1.2.3.tgz`: builds this commit again and says whether the published package is the same, every file
 * and every byte of it. So for a crate. `npm run verify-build -- FOLDER --page artifact.tar`: everything that a release publishes, as
 * tools/release/prepare.js wrote it, and the page as it is handed to its host.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { pack } from './lib/consumer.js';
import { installPackages } from './lib/toolchain.js';
import { differences, differencesOfArchives, differencesOfTar } from './release/compare.js';
import { packCrate } from './release/crate.js';
import { prepare } from './release/prepare.js';

const usage = 'usage: npm run verify-build -- <tarball or crate, or folder of a release --page <tar>>';

try {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { page: { type: 'string' } } });
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
    const found = isFolder ? await ofRelease(published, page, folder) : await ofArchive(published, folder);
    console.log(found.length === 0 ? `${basename(published)}: every byte is the same` : `DIFFERS\n${found.join('\n')}`);
    return found.length === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ofRelease(published, page, folder) {
  await installPackages();
  await build();
  const rebuilt = join(folder, 'release-files');
  await prepare(rebuilt);
  const ofPage = await differencesOfTar(page, join(rebuilt, 'site'));
  return [...(await differences(published, rebuilt)), ...ofPage.map((problem) => `${basename(page)}: ${problem}`)];
}

async function ofArchive(published, folder) {
  await build();
  const rebuilt = published.endsWith('.crate') ? await packCrate(folder) : (await pack(folder)).tarball;
  const [is, should] = [published, rebuilt].map((path) => basename(path));
  return [...(is === should ? [] : [`it is named ${is}, and should be ${should}`]), ...(await differencesOfArchives(published, rebuilt))];
}
