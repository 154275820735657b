import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles a Worker into `folder`/worker.js, with the conditions that wrangler sets. Its .wasm files
 * are modules of their own.
 */
export const bundleWorker = (entry, folder) =>
  build({
    entryPoints: [entry],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['*.wasm'],
    logLevel: 'warning',
  });
