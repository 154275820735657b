/** A server on Deno loads node:crypto, although nothing but requests ever wakes it. */
import assert from 'node:assert';
import { binaryOf } from '../../../tools/lib/binaries.js';
import { startProgram } from '../../../tools/lib/program.js';

const args = ['run', '--no-prompt', '--allow-net', '--allow-read', '--node-modules-dir=manual'];
const { url, stop } = await startProgram(binaryOf('deno'), [
  ...args,
  `${import.meta.dirname}/server.js`,
]);
const answers = [];
for (let request = 0; request < 3; request++) answers.push(await (await fetch(url)).text());
await stop();
assert.deepStrictEqual(answers, ['1', '1', '1']);
