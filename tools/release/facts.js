/**
 * What a release is made of, as the files of this repository say it. Needs nothing but Node:
 * nothing is installed where it is checked.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/shell.js';

const read = (...path) => readFileSync(join(root, ...path), 'utf8');

/**
 * The package's manifest, with its repository as an address, or none:
 * `https://github.com/owner/name`.
 */
export function manifest() {
  const pkg = JSON.parse(read('pkg', 'package.json'));
  return { ...pkg, repository: addressOf(pkg.repository) };
}

/** Written in one way, so that three manifests can be compared. */
export const addressOf = (repository) =>
  /^https:\/\/github\.com\/[\w.-]+\/[\w.-]+(?<!\.git)$/.test(repository ?? '')
    ? repository
    : undefined;

export function facts() {
  const cargo = read('Cargo.toml');
  const crateIn = (toml) => ({
    version: field(toml, 'version'),
    repository: addressOf(field(toml, 'repository')),
  });
  return {
    manifest: manifest(),
    crate: crateIn(cargo),
    python: crateIn(read('python', 'Cargo.toml')),
    gateway: crateIn(read('gateway', 'Cargo.toml')),
    locked: new RegExp(`name = "${field(cargo, 'name')}"\nversion = "(.*)"`).exec(
      read('Cargo.lock'),
    )?.[1],
    changelog: read('CHANGELOG.md'),
    saysUnpublished: ['README.md', 'docs/python.md'].filter((path) =>
      /once\s+they\s+are\s+published|not\s+on\s+PyPI\s+yet/.test(read(path)),
    ),
  };
}

/** Of the first table of Cargo.toml, [package]. */
const field = (toml, name) =>
  new RegExp(`^${name} = "(.*)"$`, 'm').exec(toml.split(/^\[(?!package\])/m)[0])?.[1];
