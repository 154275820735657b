/**
 * `npm run gateway`: Envoy with the filter, before the receiver in PHP of examples/envoy. Sends it
 * one webhook that is authentic and one that is tampered with, by the command line tool, and stays
 * until Ctrl+C. `-- --once` ends after the two.
 */
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { scriptOf } from './lib/binaries.js';
import { attempt, say } from './lib/shell.js';
import { installPackages } from './lib/toolchain.js';

const { once } = parseArgs({ options: { once: { type: 'boolean', default: false } } }).values;

await installPackages();
await build();
const { startExample } = await import('./lib/gateway-example.js');
const { newSecret } = await import('./lib/sender.js');

say('starting examples/envoy: Envoy, the filter and a receiver in PHP');
const secret = newSecret();
const { url, counters, lines, stop } = await startExample('php', { secret, anyPort: once });
try {
  const env = { ...process.env, WEBHOOK_SECRET: secret };
  const send = async (...args) => {
    const all = [scriptOf('hookproof'), 'send', url, '--event', 'job.completed', ...args];
    const { code, output } = await attempt(process.execPath, all, { env });
    console.log(`\n$ npx hookproof ${all.slice(1).join(' ')}\n${output.trim()}`);
    return code === 0;
  };
  const isRight = [
    await send('--expect', '204'),
    await send('--tamper', 'body', '--expect', '401'),
  ];
  process.exitCode = isRight.every(Boolean) ? 0 : 1;
  if (!once) {
    const told = lines.length;
    console.log(`\n${lines.join('\n')}\n\nThe counters are at ${counters}/stats?filter=hookproof`);
    console.log(`The gateway is up until you press Ctrl+C. Send it more:\n`);
    console.log(`WEBHOOK_SECRET='${secret}' npx hookproof send ${url} --event job.completed\n`);
    for (let shown = told; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
      for (; shown < lines.length; shown++) console.log(lines[shown]);
    }
  }
} finally {
  await stop();
}
