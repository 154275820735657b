import { join } from 'node:path';
import { lastJson, run } from '../../tools/lib/shell.js';

/**
 * Runs a runner of tests/runtimes/ inside the consumer, and gives the result that it printed last.
 */
export async function printed(consumer, command, args, runner) {
  return lastJson(
    await run(command, [...args, join('tests', 'runtimes', runner)], { cwd: consumer }),
  );
}
