/** Every runtime that the conformance suite runs in: a row of the table that README.md shows. */
import { join } from 'node:path';
import { binaryOf } from '../../tools/lib/binaries.js';
import { run } from '../../tools/lib/shell.js';
import { workerd } from './workerd/workerd.js';

/** Runs a runner of tests/runtimes/ in the folder that installed the tarball, and gives what it printed last. */
async function print(command, args, consumer, runner) {
  const output = await run(command, [...args, join('tests', 'runtimes', runner)], { cwd: consumer });
  return JSON.parse(output.trim().split('\n').at(-1));
}

export const runtimes = [
  { name: 'Node, ESM', run: (consumer) => print(process.execPath, [], consumer, 'node/esm.mjs') },
  { name: 'Node, CommonJS', run: (consumer) => print(process.execPath, [], consumer, 'node/cjs.cjs') },
  {
    name: 'Deno',
    run: (consumer) => print(binaryOf('deno'), ['run', '--no-prompt', '--node-modules-dir=manual'], consumer, 'deno/esm.js'),
  },
  { name: 'Bun', run: (consumer) => print(binaryOf('bun'), ['run'], consumer, 'bun/esm.js') },
  { name: 'workerd, 2025-01-01', run: (consumer) => workerd(consumer, '2025-01-01') },
];
