/**
 * `npm run size`: what each way of using the package weighs, minified and gzipped, against its
 * budget. The figures do not depend on the machine, so `npm test` checks the budgets.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from './build.js';
import { root } from './lib/shell.js';
import { installPackages } from './lib/toolchain.js';

/**
 * In bytes. `workerd` and `edge-light` ship the WebAssembly as a file beside the script, the others
 * inside it.
 */
const entries = [
  {
    name: 'edge: verifyWebhook only, workerd',
    condition: 'workerd',
    names: ['verifyWebhook'],
    budget: 10000,
  },
  {
    name: 'edge: verifyWebhook only, edge-light',
    condition: 'edge-light',
    names: ['verifyWebhook'],
    budget: 10000,
  },
  { name: 'edge: everything, workerd', condition: 'workerd', names: ['*'], budget: 13000 },
  {
    name: 'inlined: verifyWebhook only',
    condition: 'default',
    names: ['verifyWebhook'],
    budget: 12900,
  },
  { name: 'inlined: everything', condition: 'default', names: ['*'], budget: 15975 },
  {
    name: 'full, edge: everything, workerd',
    from: 'hookproof/full',
    condition: 'workerd',
    names: ['*'],
    budget: 96000,
  },
  {
    name: 'full, inlined: everything',
    from: 'hookproof/full',
    condition: 'default',
    names: ['*'],
    budget: 124600,
  },
  // Beside what 'hookproof' itself weighs.
  { name: 'hookproof/express', from: 'hookproof/express', names: ['*'], budget: 5900 },
  { name: 'hookproof/fastify', from: 'hookproof/fastify', names: ['*'], budget: 6300 },
  { name: 'hookproof/hono', from: 'hookproof/hono', names: ['*'], budget: 4100 },
  { name: 'hookproof/fetch', from: 'hookproof/fetch', names: ['*'], budget: 4050 },
  {
    name: 'hookproof/replay: memory only',
    from: 'hookproof/replay',
    names: ['memoryReplayStore'],
    budget: 1600,
  },
  {
    name: 'hookproof/replay: Redis only',
    from: 'hookproof/replay',
    names: ['redisReplayStore'],
    budget: 1700,
  },
  {
    name: 'hookproof/replay: Durable Objects only',
    from: 'hookproof/replay',
    names: ['DurableObjectReplayStore'],
    budget: 2500,
  },
  {
    name: 'hookproof/replay: PostgreSQL only',
    from: 'hookproof/replay',
    names: ['postgresReplayStore'],
    budget: 1850,
  },
  {
    name: 'hookproof/replay: SQLite only',
    from: 'hookproof/replay',
    names: ['sqliteReplayStore'],
    budget: 2100,
  },
  {
    name: 'hookproof/replay: D1 only',
    from: 'hookproof/replay',
    names: ['d1ReplayStore'],
    budget: 1700,
  },
  {
    name: 'hookproof/pulse: events only',
    from: 'hookproof/pulse',
    names: ['unwrapPulseWebhook'],
    budget: 800,
  },
  { name: 'hookproof/pulse: everything', from: 'hookproof/pulse', names: ['*'], budget: 2500 },
  { name: 'hookproof/testing: everything', from: 'hookproof/testing', names: ['*'], budget: 1500 },
];

export async function sizes() {
  const wasmOf = ({ from }) =>
    readFileSync(
      join(
        root,
        'pkg',
        'dist',
        'esm',
        from === undefined ? 'hookproof.wasm' : 'hookproof-full.wasm',
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
  return results;
}

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
