/** Two ways from a Worker's source to what workerd serves. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptOf } from '../../../tools/lib/binaries.js';
import { run } from '../../../tools/lib/shell.js';
import { bundleWorker } from '../../../tools/lib/worker-bundle.js';

/** By esbuild. */
export async function withEsbuild(consumer, entry, folder) {
  mkdirSync(folder);
  await bundleWorker(entry, folder);
  for (const file of ['hookproof.wasm', 'hookproof-full.wasm']) {
    cpSync(join(consumer, 'node_modules', 'hookproof', 'dist', 'esm', file), join(folder, file));
  }
}

/** By `wrangler deploy --dry-run`: what would be uploaded to Cloudflare. */
export async function withWrangler(entry, folder, compatibilityDate) {
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'wrangler.json'),
    JSON.stringify({
      name: 'conformance',
      main: entry,
      compatibility_date: compatibilityDate,
      send_metrics: false,
    }),
  );
  await dryRun(folder, join(folder, 'out'));
  return join(folder, 'out');
}

/** Builds the wrangler project in `folder` into `out`. */
export async function dryRun(folder, out) {
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', CI: 'true' };
  await run(process.execPath, [scriptOf('wrangler'), 'deploy', '--dry-run', '--outdir', out], {
    cwd: folder,
    env,
  });
}
