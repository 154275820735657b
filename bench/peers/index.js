import { forms, shapes, sizes } from '../webhook.js';

/**
 * What a user would pick instead, and the limits. Each file gives `verifierOf(secret)`: everything
 * that is done once and kept, then a function that says whether a body and its headers are
 * authentic, or throws; and `sign`, if its scheme is another one.
 *
 * `needsNode` says when it needs a module or a global of Node, `needsFiles` that it reads files. A
 * limit hashes, and judges nothing.
 */
export const peers = {
  hookproof: { title: 'hookproof', needsNode: 'never' },
  'hookproof-wasm': { title: 'hookproof, WebAssembly only', needsNode: 'always', needsFiles: true },
  'node-crypto': { title: 'node:crypto sample', needsNode: 'always' },
  standardwebhooks: { title: 'standardwebhooks', needsNode: 'for bytes' },
  'standardwebhooks-each': { title: 'standardwebhooks, as printed', needsNode: 'for bytes' },
  svix: { title: 'svix', needsNode: 'for bytes' },
  webcrypto: { title: 'WebCrypto', needsNode: 'never' },
  octokit: { title: '@octokit/webhooks-methods', needsNode: 'always' },
  'sha2-wasm': {
    title: 'SHA-256 alone, WebAssembly',
    needsNode: 'always',
    needsFiles: true,
    limit: true,
  },
  sha256: { title: 'SHA-256 alone, native', needsNode: 'always', limit: true },
};

/** What is measured with headers of every shape, at the shortest body. */
const ofShapes = ['hookproof', 'node-crypto'];

/** Everything to measure where Node's modules, and files, are there or not. */
export const labels = ({ hasNode, hasFiles }) =>
  sizes
    .flatMap((size) =>
      Object.keys(peers).flatMap((peer) => forms.map((form) => ({ peer, size, form }))),
    )
    .concat(shapes.flatMap((form) => ofShapes.map((peer) => ({ peer, size: sizes[0], form }))))
    .filter(({ peer, form }) => {
      const { needsNode, needsFiles = false } = peers[peer];
      if (needsFiles && !hasFiles) return false;
      return hasNode || needsNode === 'never' || (needsNode === 'for bytes' && form === 'string');
    });
