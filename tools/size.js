/**
 * `npm run size`: what each way of using the package weighs, minified and gzipped, against its
 * budget. The figures do not depend on the machine, so `npm test` checks the budgets.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from './build.js';
import { buildGateway } from './build/gateway.js';
import { root } from './lib/shell.js';
import { installPackages } from './lib/toolchain.js';

/**
 * In bytes. `workerd` and `edge-light` ship the WebAssembly as a file beside the script, the others
 * inside it. What an adapter or a store weighs is beside what 'hookproof' itself does.
 */
const entries = JSON.parse(readFileSync(join(root, 'tools', 'size-budgets.json'), 'utf8'));

export async function sizes() {
  const wasmOf = ({ from }) =>
    readFileSync(
      join(
        root,
        'pkg',
        'dist',
        'esm',
        from === 'hookproof' ? 'hookproof.wasm' : 'hookproof-full.wasm',
      ),
    );
  const results = [];
  for (const entry of entries) {
    const script = Buffer.from((await bundle(entry)).outputFiles[0].contents);
    const beside = ['workerd', 'edge-light'].includes(entry.condition)
      ? wasmOf(entry)
      : Buffer.alloc(0);
    const gzipped = gzip(script) + (beside.length === 0 ? 0 : gzip(beside));
    results.push({ ...entry, script: gzip(script), raw: script.length + beside.length, gzipped });
  }
  const filter = readFileSync(await buildGateway());
  const weighed = { script: 0, raw: filter.length, gzipped: gzip(filter) };
  return [...results, { name: 'gateway: the filter', ...weighed, budget: GATEWAY_BUDGET }];
}

/** Of which 14 KB are ed25519, 29 KB what a filter by the library for hosts of proxy-wasm has. */
const GATEWAY_BUDGET = 63000;

async function bundle({ condition = 'default', names, from = 'hookproof' }) {
  const { build: esbuild } = await import('esbuild');
  const wanted = names.includes('*') ? '*' : `{ ${names.join(', ')} }`;
  return await esbuild({
    stdin: { contents: `export ${wanted} from '${from}'`, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    conditions: [condition],
    external: ['*.wasm', '*.wasm?module', 'node:*'],
    plugins: from.startsWith('hookproof/') ? [withoutCore] : [],
    write: false,
    logLevel: 'silent',
  });
}

/** Leaves `hookproof` outside, but not `hookproof/NAME`, as esbuild's own setting would. */
const withoutCore = {
  name: 'without the core',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^hookproof$/ }, ({ path }) => ({ path, external: true })),
};

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;

export function table(results) {
  const rows = results.map(({ name, raw, script, gzipped, budget }) => {
    const verdict = gzipped <= budget ? 'within' : 'OVER';
    return `| ${name} | ${raw} | ${script} | ${gzipped} | ${budget} | ${verdict} |`;
  });
  return [
    '| entry | bytes | script, gzipped | all, gzipped | budget | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await installPackages();
  await build();
  const results = await sizes();
  console.log(`\n${table(results)}`);
  process.exitCode = results.every(({ gzipped, budget }) => gzipped <= budget) ? 0 : 1;
}
