/**
 * The WebAssembly that ships, watched: in a process of its own, because it takes the place of the
 * engine's.
 */
import { fileURLToPath } from 'node:url';
import { run } from '../../../tools/lib/shell.js';

/**
 * Gives how many cases held, and those that did not. `file` is another module, in place of the one
 * that ships.
 */
export async function watchWasm(file) {
  const script = fileURLToPath(new URL('run.js', import.meta.url));
  return JSON.parse(await run(process.execPath, [script, ...(file === undefined ? [] : [file])]));
}
