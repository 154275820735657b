/**
 * README.md as npm and JSR show it, who have none of the files that it links to: relative links
 * lead to the repository, at the tag of this version. As it is, while no repository is named.
 *
 * @param repository `https://github.com/owner/name`.
 */
export function readmeFor(readme, { repository, version }) {
  if (repository === undefined) return readme;
  const at = (kind, path) => `${repository}/${kind}/v${version}/${path}`;
  return readme
    .replaceAll(
      /(!\[[^\]]*\]\()(?!https?:|#)([^)\s]+)/g,
      (_, before, path) => before + at('raw', path),
    )
    .replaceAll(/(\]\()(?!https?:|#)([^)\s]+)/g, (_, before, path) => before + at('blob', path));
}
