/**
 * Runs every suite, and sums them in one closing line. `npm test -- quick` runs those of the inner loop, `npm test -- WORD …` those
 * whose names contain a word, in any case; `npm test -- --list` prints the names and runs none.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { printRow } from './lib/print.js';
import { installPackages } from './lib/toolchain.js';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { list: { type: 'boolean', default: false } } });
const quick = positionals.includes('quick');
const words = positionals.filter((word) => word !== 'quick').map((word) => word.toLowerCase());

await installPackages();
await build();
const { suites } = await import('../tests/suites.js');

const isNamed = ({ name }) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word));
const chosen = suites.filter((suite) => (!quick || suite.quick) && isNamed(suite));
if (chosen.length === 0) {
  console.error(`no suite is named so: ${positionals.join(' ')}. npm test -- --list prints the names.`);
  process.exit(2);
}
if (values.list) {
  for (const { name } of chosen) console.log(name);
  process.exit(0);
}

const total = { passed: 0, failed: 0 };
for (const { name, run } of chosen) {
  const start = performance.now();
  const { passed, failed, report, note } = await run().catch((error) => ({ passed: 0, failed: 1, report: error.stack }));
  total.passed += passed;
  total.failed += failed;
  printRow({ name, version: note, passed, failed, seconds: (performance.now() - start) / 1000 });
  if (failed > 0) console.log(report);
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
