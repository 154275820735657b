/**
 * `npm run size`: what each way of using the package weighs, minified and gzipped, against its
 * budget, and what each part of it weighs. The figures do not depend on the machine, so `npm test`
 * checks the budgets.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from './build.js';
import { namedWasm } from './build/special.js';
import { root } from './lib/shell.js';
import { installPackages } from './lib/toolchain.js';
import { functionsOf } from './lib/wasm-functions.js';

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

/**
 * What the functions are for. Most of what a Rust file has is inlined into the function that needs
 * it.
 */
const purposes = [
  [
    'secrets: every way to write one, 16 of them, and a cache of their keys',
    /takeSecret|wiped|checkSecrets|keyring|MacKey::new/,
  ],
  [
    'headers, id, timestamp, freshness and the verdict',
    /verifyWebhook|MessageId|Timestamp|wasm::|drop_in_place/,
  ],
  ['HMAC-SHA256, with SIMD', /MacKey::tag|mac::(digest|Core)|sha2/],
  ['base64 of a tag, in constant time', /mac::(encode|characters)/],
  ['signing', /signWebhook/],
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

/** The parts of the first entry, in bytes before compression: they compress together. */
export async function parts() {
  const alias = {
    '#compile': join(root, 'pkg', 'src', 'core', 'loaders', 'workerd.ts'),
    '#wasm': join(root, 'pkg', 'wasm', 'lean'),
  };
  const { metafile } = await bundle({ ...entries[0], from: './pkg/src/index.ts', alias });
  const [{ inputs }] = Object.values(metafile.outputs);
  const scripts = Object.entries(inputs).map(([path, { bytesInOutput }]) => ({
    part: `script: ${basename(path)}`,
    bytes: bytesInOutput,
  }));
  return [
    ...(await wasmParts()),
    ...scripts.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes),
  ];
}

async function wasmParts() {
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-size-'));
  try {
    const module = readFileSync(await namedWasm(folder));
    const functions = functionsOf(module);
    const weigh = (list) => list.reduce((sum, { body }) => sum + body.length, 0);
    const purposeOf = ({ name }) => purposes.find(([, pattern]) => pattern.test(name))?.[0];
    const known = purposes.map(([part]) => ({
      part,
      bytes: weigh(functions.filter((one) => purposeOf(one) === part)),
    }));
    const whole = readFileSync(join(root, 'pkg', 'dist', 'esm', 'hookproof.wasm')).length;
    const rest = whole - known.reduce((sum, { bytes }) => sum + bytes, 0);
    return [...known, { part: 'tables, names of imports and exports, the rest', bytes: rest }].map(
      inWasm,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const inWasm = ({ part, bytes }) => ({ part: `WebAssembly: ${part}`, bytes });

async function bundle({ condition = 'default', names, from = 'hookproof', alias = {} }) {
  const { build: esbuild } = await import('esbuild');
  const wanted = names.includes('*') ? '*' : `{ ${names.join(', ')} }`;
  return await esbuild({
    stdin: { contents: `export ${wanted} from '${from}'`, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    conditions: [condition],
    alias,
    external: ['*.wasm', '*.wasm?module', 'node:*'],
    plugins: from.startsWith('hookproof/') ? [withoutCore] : [],
    write: false,
    metafile: true,
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

export function partsTable(parts) {
  const rows = parts.map(({ part, bytes }) => `| ${part} | ${bytes} |`);
  return ['| part of the first entry | bytes, minified |', '| --- | --- |', ...rows].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await installPackages();
  await build();
  const results = await sizes();
  console.log(`\n${table(results)}\n\n${partsTable(await parts())}`);
  process.exitCode = results.every(({ gzipped, budget }) => gzipped <= budget) ? 0 : 1;
}
