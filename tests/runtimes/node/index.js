/** Every Node release line that is maintained, and 20, which many servers still run. */
import { nodeBinary } from '../../../tools/lib/node.js';
import { nodeVersions } from '../../../tools/lib/versions.js';
import { printed } from '../command.js';

const runners = {
  ESM: 'esm.js',
  CommonJS: 'cjs.cjs',
  'both in one process': 'both.cjs',
  "host's hash always": 'esm-host-hash-always.js',
  "host's hash never": 'esm-host-hash-never.js',
};

export const rows = Object.values(nodeVersions).flatMap((version) =>
  Object.entries(runners).map(([how, runner]) => ({
    name: `Node ${version.split('.')[0]}, ${how}`,
    run: async (consumer) => ({
      version,
      ...(await printed(consumer, await nodeBinary(version), [], runner)),
    }),
  })),
);
