/**
 * Runs every suite, or those that are named, and sums them in one closing line. What can be typed:
 * lib/choose.js. How two run at a time: lib/side-by-side.js.
 */
import { build } from './build.js';
import { chosen, typed } from './lib/choose.js';
import { printRow } from './lib/print.js';
import { runSideBySide } from './lib/side-by-side.js';
import { installPackages } from './lib/toolchain.js';

const options = orUsage(() => typed(process.argv.slice(2)));
await installPackages();
await build();
const { suites } = await import('../tests/suites.js');

const meant = orUsage(() => chosen(suites, options));
if (options.isList) {
  for (const { name } of meant) console.log(name);
  process.exit(0);
}

const { summed } = await import('../tests/results.js');
const results = [];
const print = (result) => {
  printRow({ version: result.note, ...result });
  if (result.failed > 0 || result.skipped > 0) console.log(result.report);
};
await runSideBySide(
  meant,
  (result) => {
    print(result);
    results.push(result);
  },
  (result) => {
    print(result);
    console.log(`${result.name} runs once more, alone`);
  },
);
const { passed, failed, skipped } = summed(results);
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function orUsage(make) {
  try {
    return make();
  } catch ({ message }) {
    console.error(message);
    return process.exit(2);
  }
}
