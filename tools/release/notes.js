import { createHash } from 'node:crypto';

/**
 * The notes of a release: what CHANGELOG.md says, and how to see that the WebAssembly is that of
 * the sources.
 *
 * @param section CHANGELOG.md's of the version.
 * @param modules The bytes of each .wasm file of the package, by its path.
 */
export function notes({ version, section, tarball, modules }) {
  const rows = Object.entries(modules).map(
    ([path, bytes]) => `| \`${path}\` | ${bytes.length} | \`${sha256(bytes)}\` |`,
  );
  return `${section}

## What is in the package

| WebAssembly | bytes | SHA-256 |
| --- | --- | --- |
${rows.join('\n')}

Two machines built every file of this release, to the byte, before it was published. To see it of the package on a third, at the
commit of this tag:

\`\`\`sh
npm pack hookproof@${version}
npm run verify-build -- ${tarball}
npm audit signatures # in a project that installed it: the package comes from this workflow
\`\`\`
`;
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
