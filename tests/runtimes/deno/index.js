import { binaryOf, versionOf } from '../../../tools/lib/binaries.js';
import { printed } from '../command.js';

const args = ['run', '--no-prompt', '--allow-read', '--node-modules-dir=manual'];

const runners = {
  ESM: 'esm.js',
  CommonJS: 'cjs.cjs',
  "host's hash always": 'esm-host-hash-always.js',
};

export const rows = Object.entries(runners).map(([how, runner]) => ({
  name: `Deno 2, ${how}`,
  run: async (consumer) => ({
    version: versionOf('deno'),
    ...(await printed(consumer, binaryOf('deno'), args, runner)),
  }),
}));
