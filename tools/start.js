/**
 * `npm start`: builds, then shows the Express example judge five webhooks that another library
 * signed; serves the playground.
 */
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { say } from './lib/shell.js';
import { buildWww } from './www.js';

const { once } = parseArgs({ options: { once: { type: 'boolean', default: false } } }).values;

await build();
await buildWww();
const { deliver, printTable, startReceiver, curlLine } = await import('./lib/start-webhooks.js');
const { serveWww } = await import('./lib/serve-www.js');

say('starting examples/express');
const receiver = await startReceiver(once ? 0 : Number(process.env.PORT ?? 3000));
const playground = await serveWww(once ? 0 : 5173);
try {
  const rows = await deliver(receiver);
  printTable(rows);
  const { ok: isUp } = await fetch(playground.url);
  console.log(`\nThe playground is at ${playground.url}${isUp ? '' : ', but does not answer'}`);
  process.exitCode = isUp && rows.every(({ right }) => right) ? 0 : 1;
  if (!once) {
    console.log(
      `The receiver is up at ${receiver.url} until you press Ctrl+C. One more, valid for five minutes:\n`,
    );
    console.log(curlLine(receiver));
    console.log();
    receiver.log(console.log);
    await receiver.ended;
  }
} finally {
  receiver.stop();
  await playground.stop();
}
