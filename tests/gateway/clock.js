/**
 * A clock for Envoy that a test sets to the second, so that vectors are judged at the time they are
 * from.
 */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../../tools/lib/shell.js';

/** Gives the environment that Envoy needs for it, and `set(seconds)`. */
export async function settableClock(name) {
  const folder = join(root, 'target', 'gateway');
  mkdirSync(folder, { recursive: true });
  const [library, file] = [join(folder, 'clock.so'), join(folder, `clock-${name}`)];
  // The compiler that links Rust's programs, too.
  const source = join(import.meta.dirname, 'clock.c');
  await run('cc', ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', '-o', library, source]);
  writeFileSync(file, Buffer.alloc(8));
  const set = (seconds) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(seconds));
    const opened = openSync(file, 'r+');
    writeSync(opened, bytes, 0, 8, 0);
    closeSync(opened);
  };
  set(Math.floor(Date.now() / 1000));
  return { env: { LD_PRELOAD: library, HOOKPROOF_CLOCK: file }, set };
}
