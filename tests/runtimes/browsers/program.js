import { spawn } from 'node:child_process';

/**
 * Calls `use` with a program that runs, and ends it afterwards; `stdio[3]` is a pipe from it. A
 * program that ends by itself is an error, with all that it wrote.
 */
export async function withProgram(command, args, options, use) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], ...options });
  const written = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece) => written.push(piece));
  const ended = new Promise((resolve, reject) =>
    child.on('error', reject).on('exit', (code, signal) => resolve(code ?? signal)),
  );
  const early = ended.then((code) =>
    Promise.reject(new Error(`${command} ended with ${code}\n${Buffer.concat(written)}`)),
  );
  try {
    return await Promise.race([use(child), early]);
  } finally {
    child.kill();
    await ended;
  }
}
