/**
 * `npm run test:runtimes`: the conformance suite in every runtime. `-- deno workerd` runs only those; `-- --write` also writes
 * the tables of README.md and docs/runtimes.md.
 */
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { printRow } from './lib/print.js';
import { installPackages } from './lib/toolchain.js';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean', default: false } } });

await installPackages();
const { families } = await import('../tests/runtimes/index.js');
const { runRows } = await import('../tests/runtimes/run.js');
const { outdated, writeTables } = await import('../tests/runtimes/table.js');
const { withConsumer } = await import('./lib/consumer.js');

const unknown = positionals.filter((name) => !(name in families));
if (unknown.length > 0 || (values.write && positionals.length > 0)) {
  console.error(`usage: npm run test:runtimes [-- --write | ${Object.keys(families).join(' | ')} …]`);
  process.exit(2);
}
const names = positionals.length > 0 ? positionals : Object.keys(families);

await build();
const results = await withConsumer((consumer) =>
  runRows(
    names.map((name) => families[name]),
    consumer,
    printRow,
  ),
);
const reports = results.map(({ report }) => report).filter(Boolean);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
if (values.write && failed === 0) writeTables(results);
if (positionals.length === 0 && outdated(results)) console.log(outdated(results));
console.log([...reports, `${results.reduce((sum, { passed }) => sum + passed, 0)} passed, ${failed} failed`].join('\n\n'));
process.exitCode = failed === 0 ? 0 : 1;
