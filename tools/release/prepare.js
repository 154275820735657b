/** `node tools/release/prepare.js`: everything that is published, of a package that is built, into target/release-files/. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack } from '../lib/consumer.js';
import { root, say } from '../lib/shell.js';
import { sectionOf } from './changelog.js';
import { facts } from './facts.js';
import { writeJsr } from './jsr.js';
import { notes, sha256 } from './notes.js';

export const releaseFiles = join(root, 'target', 'release-files');

export async function prepare() {
  say('preparing what is published');
  rmSync(releaseFiles, { recursive: true, force: true });
  mkdirSync(releaseFiles, { recursive: true });
  const { manifest, changelog } = facts();
  const { version } = manifest;
  const { tarball, files } = await pack(releaseFiles);
  const wasm = files.filter((path) => path.endsWith('.wasm'));
  const modules = Object.fromEntries(wasm.map((path) => [path, readFileSync(join(root, 'pkg', path))]));
  const section = sectionOf(changelog, version);
  writeFileSync(join(releaseFiles, 'notes.md'), notes({ version, section, tarball: basename(tarball), modules }));
  writeFileSync(join(releaseFiles, 'SHA256SUMS'), `${sha256(readFileSync(tarball))}  ${basename(tarball)}\n`);
  writeJsr(join(releaseFiles, 'jsr'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepare();
