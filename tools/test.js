/** `npm test`: every suite, and one closing line that sums them. `npm test -- quick`: those of the inner loop. */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { printRow } from './lib/print.js';
import { installPackages } from './lib/toolchain.js';

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((word) => word !== 'quick');
if (unknown.length > 0) {
  console.error(`npm test takes nothing, or: npm test -- quick (not ${unknown.join(' ')})`);
  process.exit(2);
}
const quick = positionals.includes('quick');

await installPackages();
await build();
const { suites } = await import('../tests/suites.js');

const total = { passed: 0, failed: 0 };
for (const { name, run } of suites.filter((suite) => !quick || suite.quick)) {
  const start = performance.now();
  const { passed, failed, report, note } = await run().catch((error) => ({ passed: 0, failed: 1, report: error.stack }));
  total.passed += passed;
  total.failed += failed;
  printRow({ name, version: note, passed, failed, seconds: (performance.now() - start) / 1000 });
  if (failed > 0) console.log(report);
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
