import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's own folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Says what is being done, so that a long first run is never silent. */
export const say = (what) => console.log(`\u203a ${what}`);

/**
 * Runs a command and gives what it wrote to standard output; fails, with all that it wrote, if the
 * command fails.
 */
export async function run(command, args, options) {
  const { code, stdout, output } = await attempt(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${output}`);
  return stdout;
}

/**
 * Returns the same for a command that may fail: `output` has both of its streams. `show` prints
 * them as they come.
 */
export function attempt(command, args, { show = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    });
    const [stdout, output] = [[], []];
    child.stdout.on('data', (piece) => stdout.push(piece));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (piece) => {
        output.push(piece);
        if (show) process.stdout.write(piece);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        code,
        stdout: Buffer.concat(stdout).toString(),
        output: Buffer.concat(output).toString(),
      });
    });
  });
}

/** Returns the value that a program printed last, as JSON on a line of its own. */
export const lastJson = (output) => JSON.parse(output.trim().split('\n').at(-1));
