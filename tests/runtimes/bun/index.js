import { binaryOf, versionOf } from '../../../tools/lib/binaries.js';
import { printed } from '../command.js';

export const rows = Object.entries({ ESM: 'esm.js', CommonJS: 'cjs.cjs' }).map(([how, runner]) => ({
  name: `Bun, ${how}`,
  run: async (consumer) => ({ version: versionOf('bun'), ...(await printed(consumer, binaryOf('bun'), ['run'], runner)) }),
}));
