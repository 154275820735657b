/** Bundles worker.js as wrangler would, serves it with the real workerd, and asks it for its result. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { binaryOf } from '../../../tools/lib/binaries.js';

export async function workerd(consumer, compatibilityDate) {
  const source = join(consumer, 'tests', 'runtimes', 'workerd');
  const served = join(consumer, `workerd-${compatibilityDate}`);
  mkdirSync(served);
  await build({
    entryPoints: [join(source, 'worker.js')],
    outfile: join(served, 'worker.js'),
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['*.wasm'],
    logLevel: 'warning',
  });
  cpSync(join(consumer, 'node_modules', 'hookproof', 'dist', 'esm', 'hookproof.wasm'), join(served, 'hookproof.wasm'));
  const config = readFileSync(join(source, 'config.capnp'), 'utf8').replace('@DATE@', compatibilityDate);
  writeFileSync(join(served, 'config.capnp'), config);
  return await serveAndAsk(join(served, 'config.capnp'));
}

async function serveAndAsk(config) {
  const child = spawn(binaryOf('workerd'), ['serve', config, '--control-fd=3'], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
  try {
    const ended = new Promise((_, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`workerd ended with ${code}`)));
    });
    const port = await Promise.race([listening(child.stdio[3]), ended]);
    const response = await Promise.race([fetch(`http://127.0.0.1:${port}/`), ended]);
    const text = await response.text();
    if (!response.ok) throw new Error(`workerd answered ${response.status}: ${text}`);
    return JSON.parse(text);
  } finally {
    child.removeAllListeners('exit');
    child.kill('SIGKILL');
  }
}

/** workerd says on its control pipe which port it was given. */
async function listening(control) {
  for await (const line of createInterface({ input: control })) {
    const message = JSON.parse(line);
    if (message.event === 'listen' && message.socket === 'http') return message.port;
  }
  throw new Error('workerd closed its control pipe');
}
