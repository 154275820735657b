/**
 * `npm run test:runtimes`: the conformance suite in every runtime and on every host. `-- deno nuxt`
 * runs only those, `-- runtimes` or `-- hosts` all of one kind; `--write` also writes what was run
 * into the tables of docs/runtimes.md.
 */
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { printRow } from './lib/print.js';
import { installPackages } from './lib/toolchain.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
});

await installPackages();
const { families: runtimes } = await import('../tests/runtimes/index.js');
const { families: hosts } = await import('../tests/hosts/index.js');
const { summed } = await import('../tests/results.js');
const { runRows } = await import('../tests/runtimes/run.js');
const { outdated, writeTables } = await import('../tests/runtimes/table.js');
const { withConsumer } = await import('./lib/consumer.js');

const families = { ...runtimes, ...hosts };
const kinds = { runtimes: Object.keys(runtimes), hosts: Object.keys(hosts) };
const asked = positionals.length > 0 ? positionals : Object.keys(kinds);
const names = asked.flatMap((name) => kinds[name] ?? [name]);
if (!names.every((name) => name in families)) {
  console.error(
    `usage: npm run test:runtimes [-- --write] [${[...Object.keys(kinds), ...Object.keys(families)].join(' | ')} …]`,
  );
  process.exit(2);
}

await build();
const results = await withConsumer((consumer) =>
  runRows(
    names.map((name) => families[name]),
    consumer,
    printRow,
  ),
);
const { passed, failed, skipped, report } = summed(results);
if (values.write && failed === 0) writeTables(results);
if (outdated(results)) console.log(outdated(results));
console.log(
  `${report}\n\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`.trim(),
);
process.exitCode = failed === 0 ? 0 : 1;
