/**
 * `npm run hunt`: the long versions of what `npm test` does shortly, for hours (tests/HUNT.md).
 *
 * `-- fuzz mutants` runs those whose name has one of the words. For less time, `-- --part 0.1`
 * tries a tenth of each amount, and `-- --minutes 5` fuzzes each target for less than half an hour.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { say } from './lib/shell.js';
import { installPackages } from './lib/toolchain.js';

const options = {
  minutes: { type: 'string', default: '30' },
  part: { type: 'string', default: '1' },
};
const { values, positionals: words } = parseArgs({ allowPositionals: true, options });
const [minutes, part] = [Number(values.minutes), Number(values.part)];
if (!(minutes > 0 && part > 0 && part <= 1))
  stop('usage: npm run hunt [-- <word of a name>… --minutes <more than 0> --part <up to 1>]');

await installPackages();
await build();
const { hunts } = await import('../tests/hunt/index.js');

const chosen = hunts.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
if (chosen.length === 0)
  stop(
    `no hunt has a name with ${words.join(' or ')}: they are ${hunts.map(({ name }) => name).join(', ')}`,
  );

let failures = 0;
for (const { name, run } of chosen) {
  say(name);
  const start = performance.now();
  const found = await run({ minutes, part }).catch((error) => ({
    count: 0,
    unit: 'finished',
    failed: 1,
    note: error.message.split('\n')[0],
    report: error.stack,
  }));
  const hours = (performance.now() - start) / 3_600_000;
  failures += found.failed;
  console.log(
    `${found.failed === 0 ? 'ok  ' : 'FAIL'} ${name}: ${found.count.toLocaleString('en')} ${found.unit} in ${hours.toFixed(2)} h, ${found.note}`,
  );
  if (found.failed > 0) console.log(found.report);
}
console.log(`\n${chosen.length} hunts, ${failures} failures`);
process.exitCode = failures === 0 ? 0 : 1;

function stop(message) {
  console.error(message);
  process.exit(2);
}
