import { binaryOf, versionOf } from '../../../tools/lib/binaries.js';
import { printed } from '../command.js';

const args = ['run', '--no-prompt', '--allow-read', '--node-modules-dir=manual'];

export const rows = Object.entries({ ESM: 'esm.js', CommonJS: 'cjs.cjs' }).map(([how, runner]) => ({
  name: `Deno 2, ${how}`,
  run: async (consumer) => ({ version: versionOf('deno'), ...(await printed(consumer, binaryOf('deno'), args, runner)) }),
}));
