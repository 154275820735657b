/**
 * `node tools/release/pypi.js`: what is sent to PyPI, alone in target/pypi/: of
 * target/release-files/ the sdist and the wheels for Linux, which the second machine compared, and
 * of target/wheels/ those that only macOS and Windows can make. Those for Linux stand there, too:
 * the ones that were tried on each platform. They must be the very same.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../lib/shell.js';
import { mustBeCompared, releaseFiles } from './compared.js';
import { facts } from './facts.js';

const places = {
  compared: join(releaseFiles, 'python'),
  tried: join(root, 'target', 'wheels'),
  into: join(root, 'target', 'pypi'),
};

/** The files of a version, by where they come from. */
export function filesOfVersion(version) {
  const wheel = (platform) => `hookproof-${version}-cp39-abi3-${platform}.whl`;
  const linux = ['x86_64', 'aarch64'].flatMap((machine) => [
    wheel(`manylinux2014_${machine}.manylinux_2_17_${machine}`),
    wheel(`musllinux_1_2_${machine}`),
  ]);
  return {
    compared: [`hookproof-${version}.tar.gz`, ...linux],
    elsewhere: ['macosx_10_12_x86_64', 'macosx_11_0_arm64', 'win_amd64'].map(wheel),
  };
}

/** Throws if a file is missing, is one too many, or is not the one that was tried. */
export function gather(version, { compared, tried, into } = places) {
  const files = filesOfVersion(version);
  mustHave(compared, files.compared);
  mustHave(tried, [...files.compared, ...files.elsewhere]);
  for (const name of files.compared) {
    const [one, other] = [compared, tried].map((folder) => readFileSync(join(folder, name)));
    if (!one.equals(other)) throw new Error(`${name} is not the one that was tried`);
  }
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  for (const name of [...files.compared, ...files.elsewhere])
    cpSync(join(tried, name), join(into, name));
}

function mustHave(folder, names) {
  const found = readdirSync(folder);
  const wrong = [
    ...names.filter((name) => !found.includes(name)).map((name) => `${name} is missing`),
    ...found.filter((name) => !names.includes(name)).map((name) => `${name} should not be there`),
  ];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mustBeCompared();
  gather(facts().python.version);
}
