import { binaryOf, versionOf } from '../../../tools/lib/binaries.js';
import { printed } from '../command.js';

const runners = {
  ESM: 'esm.js',
  CommonJS: 'cjs.cjs',
  "host's hash always": 'esm-host-hash-always.js',
};

export const rows = Object.entries(runners).map(([how, runner]) => ({
  name: `Bun, ${how}`,
  run: async (consumer) => ({
    version: versionOf('bun'),
    ...(await printed(consumer, binaryOf('bun'), ['run'], runner)),
  }),
}));
