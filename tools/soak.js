/**
 * `npm run soak`: 100,000 deliveries into the Express example, then 20,000 as a Svix server makes
 * them into two processes, for each store that processes share. `-- --count 20000` for fewer of the
 * first, `-- --as-svix 2000` of the others.
 */
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { installPackages } from './lib/toolchain.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    'as-svix': { type: 'string', default: '20000' },
  },
});
const [count, countAsSvix] = [values.count, values['as-svix']].map(Number);
if (![count, countAsSvix].every((one) => Number.isSafeInteger(one) && one >= 1000)) {
  console.error('usage: npm run soak [-- --count <1000 or more> --as-svix <1000 or more>]');
  process.exit(2);
}

await installPackages();
await build();
const { soak } = await import('../tests/soak/index.js');
const { soakAsSvix, stores } = await import('../tests/soak/as-svix.js');

const mib = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
const onProgress = ({ sent, seconds, used, buffers, rss }) => {
  console.log(
    `${String(sent).padStart(8)} sent  ${seconds.toFixed(1).padStart(6)} s  in use ${mib(used).padStart(9)}  buffers ${mib(buffers).padStart(9)}  resident ${mib(rss).padStart(9)}`,
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
memory     ${mib(first.used)} in use after 30 %, ${mib(last.used)} after 90 %; in buffers ${Math.round((last.buffers - first.buffers) / claimed)} bytes more for each of the ${claimed} ids that the replay store took in between`);
console.log(
  problems.length === 0 ? '\nnothing lost, nothing twice' : `\nWRONG\n${problems.join('\n')}`,
);

console.log(`
${countAsSvix} deliveries as a Svix server makes them, into two processes
| store | seconds | 204 | 500 | 503 | broken | worked on | twice | lost | not delivered |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |`);
const wrong = [...problems];
for (const name of Object.keys(stores)) {
  const {
    seconds: took,
    answers,
    worked: done,
    twice,
    lost,
    failed,
    problems: found,
  } = await soakAsSvix(name, countAsSvix);
  const kinds = [204, 500, 503, 'broken'].map((kind) => answers[kind] ?? 0);
  console.log(`| ${[name, took.toFixed(1), ...kinds, done, twice, lost, failed].join(' | ')} |`);
  wrong.push(...found.map((problem) => `${name}: ${problem}`));
}
console.log(wrong.length === 0 ? '\nnothing lost, nothing twice' : `\nWRONG\n${wrong.join('\n')}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
