/** `npm start`: builds, then shows the Express example judge five webhooks that another library signed. */
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { say } from './lib/shell.js';
import { installPackages } from './lib/toolchain.js';

const { once } = parseArgs({ options: { once: { type: 'boolean', default: false } } }).values;

await installPackages();
await build();
const { deliver, printTable, startReceiver, curlLine } = await import('./lib/demo.js');

say('starting examples/express');
const receiver = await startReceiver(once ? 0 : Number(process.env.PORT ?? 3000));
try {
  const rows = await deliver(receiver);
  printTable(rows);
  process.exitCode = rows.every(({ right }) => right) ? 0 : 1;
  if (!once) {
    console.log(`\nThe receiver is up at ${receiver.url} until you press Ctrl+C. One more, valid for five minutes:\n`);
    console.log(curlLine(receiver));
    console.log();
    receiver.log(console.log);
    await receiver.ended;
  }
} finally {
  receiver.stop();
}
