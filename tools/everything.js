/**
 * `npm run everything`: Express, Flask and PHP behind Envoy, each installed as a stranger would,
 * and one sender that behaves like Svix. `-- --count 500` sends fewer than 2,000 to each.
 */
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { installPackages } from './lib/toolchain.js';

const { values } = parseArgs({ options: { count: { type: 'string', default: '2000' } } });
const count = Number(values.count);
if (!Number.isSafeInteger(count) || count < 100) {
  console.error('usage: npm run everything [-- --count <100 or more>]');
  process.exit(2);
}

await installPackages();
await build();
const { everything, table } = await import('../tests/everything/index.js');

const { rows, shared, problems } = await everything(count);
console.log(`\n${table(rows)}`);
console.log(
  `\n${shared.sent} webhooks that Express had worked on came to Flask, with the same Redis: ` +
    `${shared.known} were known there`,
);
console.log(
  problems.length === 0 ? '\nnothing lost, nothing twice' : `\nWRONG\n${problems.join('\n')}`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
