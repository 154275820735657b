/** `npm run soak`: 100,000 deliveries into the Express example. `-- --count 20000` for fewer. */
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { installPackages } from './lib/toolchain.js';

const { values } = parseArgs({ options: { count: { type: 'string', default: '100000' } } });
const count = Number(values.count);
if (!Number.isSafeInteger(count) || count < 1000) {
  console.error('usage: npm run soak [-- --count <1000 or more>]');
  process.exit(2);
}

await installPackages();
await build();
const { soak } = await import('../tests/soak/index.js');

const mib = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
const onProgress = ({ sent, seconds, heapUsed, rss }) => {
  console.log(
    `${String(sent).padStart(8)} sent  ${seconds.toFixed(1).padStart(6)} s  in use ${mib(heapUsed).padStart(9)}  resident ${mib(rss).padStart(9)}`,
  );
};
const { seconds, sent, worked, logged, first, last, problems } = await soak({ count, onProgress });

const claimed = last.claims - first.claims;
console.log(`
${count} deliveries in ${seconds.toFixed(1)} s, ${Math.round(count / seconds)} a second, 100 at a time
sent       ${Object.entries(sent)
  .map(([kind, times]) => `${kind} ${times}`)
  .join(', ')}
worked on  ${worked}
refused    ${Object.entries(logged)
  .map(([code, times]) => `${code} ${times}`)
  .join(', ')}
memory     ${mib(first.heapUsed)} after 30 %, ${mib(last.heapUsed)} after 90 %: ${Math.round((last.heapUsed - first.heapUsed) / claimed)} bytes for each of the ${claimed} ids that the replay store remembers`);
console.log(problems.length === 0 ? '\nnothing lost, nothing twice' : `\nWRONG\n${problems.join('\n')}`);
process.exitCode = problems.length === 0 ? 0 : 1;
