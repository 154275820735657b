/**
 * `npm run size`: what each way of using the package weighs, minified and gzipped, against its budget. The figures do not depend
 * on the machine, so `npm test` checks them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from './build.js';
import { root } from './lib/shell.js';
import { installPackages } from './lib/toolchain.js';

/** In bytes. `workerd` and `edge-light` ship the WebAssembly as a file beside the script, the others inside it. */
const entries = [
  { name: 'edge: verifyWebhook only, workerd', condition: 'workerd', names: ['verifyWebhook'], budget: 12000 },
  { name: 'edge: verifyWebhook only, edge-light', condition: 'edge-light', names: ['verifyWebhook'], budget: 12000 },
  { name: 'edge: everything, workerd', condition: 'workerd', names: ['*'], budget: 13500 },
  { name: 'inlined: verifyWebhook only', condition: 'default', names: ['verifyWebhook'], budget: 15000 },
  { name: 'inlined: everything', condition: 'default', names: ['*'], budget: 16500 },
];

export async function sizes() {
  const wasm = readFileSync(join(root, 'pkg', 'dist', 'esm', 'hookproof.wasm'));
  const results = [];
  for (const entry of entries) {
    const script = await bundle(entry);
    const beside = entry.condition === 'default' ? Buffer.alloc(0) : wasm;
    const gzipped = gzip(script) + (beside.length === 0 ? 0 : gzip(beside));
    results.push({ ...entry, script: gzip(script), raw: script.length + beside.length, gzipped });
  }
  return results;
}

async function bundle({ condition, names }) {
  const { build: esbuild } = await import('esbuild');
  const wanted = names.includes('*') ? '*' : `{ ${names.join(', ')} }`;
  const { outputFiles } = await esbuild({
    stdin: { contents: `export ${wanted} from 'hookproof'`, resolveDir: join(root, 'pkg') },
    bundle: true,
    minify: true,
    format: 'esm',
    conditions: [condition],
    external: ['*.wasm', '*.wasm?module'],
    write: false,
    logLevel: 'silent',
  });
  return Buffer.from(outputFiles[0].contents);
}

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;

export function table(results) {
  const rows = results.map(({ name, raw, script, gzipped, budget }) => {
    const verdict = gzipped <= budget ? 'within' : 'OVER';
    return `| ${name} | ${raw} | ${script} | ${gzipped} | ${budget} | ${verdict} |`;
  });
  return ['| entry | bytes | script, gzipped | all, gzipped | budget | |', '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await installPackages();
  await build();
  const results = await sizes();
  console.log(`\n${table(results)}`);
  process.exitCode = results.every(({ gzipped, budget }) => gzipped <= budget) ? 0 : 1;
}
