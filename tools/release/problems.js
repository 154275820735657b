import { sectionOf } from './changelog.js';

/**
 * What keeps a tag from being released, one sentence each; none if nothing does.
 *
 * @param tag The name of the tag, `v1.2.3`.
 * @param facts Those of facts.js.
 * @param repository Where the workflow runs, as GitHub writes it: `owner/name`. Unknown elsewhere.
 */
export function problems(tag, facts, repository) {
  const { manifest, crate, python, gateway, locked, changelog } = facts;
  const { version } = manifest;
  const crates = {
    'Cargo.toml': crate,
    'python/Cargo.toml': python,
    'gateway/Cargo.toml': gateway,
  };
  const found = [
    tag !== `v${version}` &&
      `the tag is ${tag}, but pkg/package.json has version ${version}: it would be v${version}`,
    ...Object.entries(crates).flatMap(([path, found]) => [
      found.version !== version &&
        `${path} has version ${found.version}, but pkg/package.json ${version}: they are released as one`,
      isPublished(path) &&
        found.repository !== manifest.repository &&
        `${path} has ${found.repository ? `the repository ${found.repository}` : 'no repository'}, but pkg/package.json ${manifest.repository}`,
    ]),
    locked !== version &&
      `Cargo.lock has version ${locked} of this crate: run cargo update --workspace --offline`,
    !sectionOf(changelog, version) &&
      `CHANGELOG.md says nothing of ${version}: move what is under [Unreleased] below a heading ## [${version}]`,
    ...facts.saysUnpublished.map(
      (path) => `${path} says that the packages are not published yet: take that out`,
    ),
    manifest.repository === undefined &&
      "pkg/package.json has no repository: set it to the GitHub address that holds this workflow, because npm's provenance requires it to match",
    manifest.repository !== undefined &&
      repository !== undefined &&
      manifest.repository.toLowerCase() !== `https://github.com/${repository}`.toLowerCase() &&
      `pkg/package.json has the repository ${manifest.repository}, but this workflow runs in ${repository}`,
  ];
  return found.filter(Boolean);
}

/** The filter for gateways is a file of the release, and in no registry. */
const isPublished = (path) => path !== 'gateway/Cargo.toml';
