/**
 * `node tools/release/prepare.js`: everything that is published, of a package that is built, into
 * target/release-files/.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack } from '../lib/consumer.js';
import { root, say } from '../lib/shell.js';
import { buildSite, site } from '../www.js';
import { sectionOf } from './changelog.js';
import { releaseFiles, SUMS, sumsOf } from './compared.js';
import { packCrate } from './crate.js';
import { facts } from './facts.js';
import { writeGateway } from './gateway.js';
import { writeJsr } from './jsr.js';
import { notes } from './notes.js';
import { packPython } from './wheels.js';

/** A trial takes what is not committed, too. */
export async function prepare(into = releaseFiles, { isTrial = false } = {}) {
  say('preparing what is published');
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  const { manifest, changelog } = facts();
  const { version } = manifest;
  const { tarball, files } = await pack(into);
  const wasm = files.filter((path) => path.endsWith('.wasm'));
  const modules = Object.fromEntries(
    wasm.map((path) => [path, readFileSync(join(root, 'pkg', path))]),
  );
  // A trial may come before the version has a section. A release does not: check.js.
  const section = sectionOf(changelog, version) ?? sectionOf(changelog, 'Unreleased');
  writeFileSync(
    join(into, 'notes.md'),
    notes({ version, section, tarball: basename(tarball), modules }),
  );
  await packCrate(into, { isTrial });
  await packPython(join(into, 'python'), { isTrial });
  await writeGateway(join(into, 'gateway'), version);
  writeJsr(join(into, 'jsr'));
  await buildSite();
  // Nor does GitHub's upload take hidden files: those are locks and settings of the programs that
  // wrote the reference.
  cpSync(site, join(into, 'site'), {
    recursive: true,
    filter: (path) => !basename(path).startsWith('.'),
  });
  writeFileSync(join(into, SUMS), sumsOf(into));
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await prepare(releaseFiles, { isTrial: process.argv.includes('--trial') });
