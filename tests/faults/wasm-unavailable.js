/**
 * What ERR_WASM_UNAVAILABLE says where WebAssembly does not run: each host is made to refuse it,
 * must name its own remedy, and the remedy is then followed.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { binaryOf } from '../../tools/lib/binaries.js';
import { lastJson, root, run } from '../../tools/lib/shell.js';
import { newestDate, withWorkerd } from '../../tools/lib/workerd.js';
import { equal, ok } from '../conformance/assert.js';
import { named, runTests } from '../conformance/outcome.js';

const probe = fileURLToPath(new URL('advised-program.js', import.meta.url));
const [deno, bun] = ['deno', 'bun'].map(binaryOf);

/** Returns what the probe prints in a process: `{ verdict }`, or `{ message, hint }`. */
const printed = async (command, args, env = {}) =>
  lastJson(await run(command, args, { env: { ...process.env, ...env } }));
const node = (flags = [], env = {}, ...args) =>
  printed(process.execPath, ['--no-warnings', ...flags, probe, ...args], env);

/**
 * In KiB. Node 20 itself starts in that, but no memory of WebAssembly: it reserves gigabytes of
 * addresses around each.
 */
const FEW_ADDRESSES = 2_097_152;
const limited = (then, env) =>
  printed('sh', ['-c', `ulimit -S -v ${FEW_ADDRESSES}; ${then}`, process.execPath, probe], env);

/**
 * For each host: how WebAssembly is taken from it, what it must say, and what comes of doing so.
 */
const hosts = {
  'node --jitless': {
    refused: () => node(['--jitless']),
    says: ['--jitless'],
    followed: [() => node()],
  },
  'NODE_OPTIONS=--jitless': {
    refused: () => node([], { NODE_OPTIONS: '--jitless' }),
    says: ['NODE_OPTIONS'],
    followed: [() => node([], { NODE_OPTIONS: '' })],
  },
  'node --no-expose-wasm': {
    refused: () => node(['--no-expose-wasm']),
    says: ['--no-expose-wasm'],
    followed: [() => node()],
  },
  'too few addresses': {
    refused: () => limited('exec "$0" "$1"'),
    says: ['ulimit -v unlimited', '--disable-wasm-trap-handler', 'NODE_OPTIONS'],
    followed: [
      () => limited('ulimit -v unlimited; exec "$0" "$1"'),
      () => limited('exec "$0" --disable-wasm-trap-handler "$1"'),
      () => limited('exec "$0" "$1"', { NODE_OPTIONS: '--disable-wasm-trap-handler' }),
    ],
  },
  'a processor without SSE4.1': {
    refused: () => node(['--no-enable-sse4-1']),
    says: ['SIMD', 'SSE4.1'],
    followed: [() => node()],
  },
  'an engine without SIMD': {
    refused: () => printed(bun, [probe], { BUN_JSC_useWasmSIMD: '0' }),
    says: ['SIMD'],
    followed: [() => printed(bun, [probe])],
  },
  'Bun without WebAssembly': {
    refused: () => printed(bun, [probe], { BUN_JSC_useWasm: '0' }),
    says: ['BUN_JSC_useWasm'],
    followed: [() => printed(bun, [probe])],
  },
  'deno --v8-flags=--jitless': {
    refused: () => printed(deno, ['run', '--allow-read', '--v8-flags=--jitless', probe]),
    says: ['--jitless', '--v8-flags'],
    followed: [() => printed(deno, ['run', '--allow-read', probe])],
  },
  'a vm context': {
    refused: () => inContext(false),
    says: ['codeGeneration.wasm'],
    followed: [() => inContext(true)],
  },
  'a Worker that was given the bytes': {
    refused: () => inWorker([]),
    says: ['condition workerd'],
    followed: [() => inWorker(['workerd'])],
  },
  // Neither can be had here: Node without WebAssembly, and what they are known by.
  'React Native': {
    refused: () => node(['--jitless'], {}, 'ReactNative'),
    says: ['React Native', 'on a server'],
    followed: [() => node()],
  },
  "a browser's Lockdown Mode": {
    refused: () => node(['--jitless'], {}, 'page'),
    says: ['Lockdown Mode', 'on a server'],
    followed: [() => node()],
  },
};

const inContext = (wasm) => node([], {}, wasm ? 'context' : 'strict context');

/** The probe as a Worker, which compiles what it was given not before it is asked. */
async function inWorker(conditions) {
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-advice-'));
  try {
    const contents = `export default { fetch: async () => Response.json((await import('./advised.js')).outcome) };`;
    const outfile = join(folder, 'worker.js');
    await build({
      stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
      outfile,
      bundle: true,
      format: 'esm',
      conditions,
      external: ['*.wasm', 'node:*'],
      logLevel: 'warning',
    });
    for (const file of ['hookproof.wasm', 'hookproof-full.wasm'])
      cpSync(join(root, 'pkg', 'dist', 'esm', file), join(folder, file));
    return await withWorkerd({ folder, date: newestDate }, async (url) =>
      (await fetch(url)).json(),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const adviceFollowed = () =>
  runTests(
    named(
      Object.fromEntries(
        Object.entries(hosts).map(([host, { refused, says, followed }]) => [
          `advice for ${host}`,
          async () => {
            const { code, message, hint } = await refused();
            equal(
              [code, hint],
              ['ERR_WASM_UNAVAILABLE', message],
              'the explanation gives the same advice',
            );
            for (const words of says) ok(message.includes(words), message);
            for (const follow of followed)
              equal(await follow(), { verdict: true }, 'after following it');
          },
        ]),
      ),
    ),
  );
