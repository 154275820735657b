/** A program that serves, in a process of its own, and says on standard output where. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Starts it and waits for its line "listening on <url>". Gives the url, the lines that it prints
 * besides, and how to end it. `options` are those of `spawn`; `onLine` is called with each line.
 */
export async function startProgram(
  command,
  args,
  { onLine = () => {}, announces = /^listening on (\S+)$/, ...options } = {},
) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  const lines = [];
  const url = await new Promise((resolve, reject) => {
    child.on('error', reject);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        const [, found] = announces.exec(line) ?? [];
        if (found !== undefined) return resolve(found);
        lines.push(line);
        onLine(line);
      });
    }
    exited.then((code) =>
      reject(
        Object.assign(
          new Error(`${command} ${args.join(' ')} ended with ${code}\n${lines.join('\n')}`),
          { lines },
        ),
      ),
    );
  });
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return { url, lines, child, exited, stop };
}
