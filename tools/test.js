/** Runs every suite, or those that are named, and sums them in one closing line. What can be typed: lib/choose.js. */
import { performance } from 'node:perf_hooks';
import { build } from './build.js';
import { chosen, typed } from './lib/choose.js';
import { printRow } from './lib/print.js';
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

const total = { passed: 0, failed: 0 };
for (const { name, run } of meant) {
  const start = performance.now();
  const { passed, failed, report, note } = await run().catch((error) => ({ passed: 0, failed: 1, report: error.stack }));
  total.passed += passed;
  total.failed += failed;
  printRow({ name, version: note, passed, failed, seconds: (performance.now() - start) / 1000 });
  if (failed > 0) console.log(report);
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

function orUsage(make) {
  try {
    return make();
  } catch ({ message }) {
    console.error(message);
    return process.exit(2);
  }
}
