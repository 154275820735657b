import { join } from 'node:path';
import { run } from '../../tools/lib/shell.js';

/** Runs a runner of tests/runtimes/ inside the consumer, and gives the result that it printed last. */
export async function printed(consumer, command, args, runner) {
  const output = await run(command, [...args, join('tests', 'runtimes', runner)], { cwd: consumer });
  return JSON.parse(output.trim().split('\n').at(-1));
}
