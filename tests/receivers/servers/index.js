import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { binaryOf } from '../../../tools/lib/binaries.js';
import { startProgram } from '../../../tools/lib/program.js';
import { root } from '../../../tools/lib/shell.js';
import { newestDate, withWorkerd } from '../../../tools/lib/workerd.js';
import { nodeServer } from './connect.js';
import { expressServer } from './express.js';
import { fastifyServer } from './fastify.js';
import { fetchApp } from './fetch-app.js';
import { honoApp } from './hono-app.js';
import { onNode } from './on-node.js';

const denoRun = ['run', '--no-prompt', '--allow-net', '--allow-read', '--allow-env', '--node-modules-dir=manual'];

/**
 * Every server that the cases run against. `start()` gives `{ url, stop, server? }`, with Node's server where it runs in this
 * process. `family` says what an answer can depend on: `middleware` knows only that the connection broke, `fetch` sees the outcome.
 */
export const servers = [
  expressServer('Express 5', 'express'),
  expressServer('Express 4', 'express4'),
  nodeServer,
  fastifyServer('Fastify 5', 'fastify'),
  fastifyServer('Fastify 4', 'fastify4'),
  onNode('Hono on Node', (request) => hono.fetch(request)),
  onNode('fetch on Node', fetchApp),
  program('fetch on Deno', 'deno', [...denoRun, fileIn('fetch-deno.js')]),
  program('fetch on Bun', 'bun', ['run', fileIn('fetch-bun.js')]),
  worker('fetch on workerd', 'fetch-workerd.js'),
  worker('Hono on workerd', 'hono-workerd.js'),
];

const hono = honoApp();

function fileIn(name) {
  return fileURLToPath(new URL(name, import.meta.url));
}

function program(name, command, args) {
  return { name, family: 'fetch', start: () => startProgram(binaryOf(command), args) };
}

/** Bundled as wrangler would, and served by workerd itself. */
function worker(name, entry) {
  const start = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hookproof-worker-'));
    await build({
      entryPoints: [fileIn(entry)],
      outfile: join(folder, 'worker.js'),
      bundle: true,
      format: 'esm',
      conditions: ['workerd', 'worker', 'browser'],
      external: ['*.wasm'],
      logLevel: 'warning',
    });
    cpSync(join(root, 'pkg', 'dist', 'esm', 'hookproof.wasm'), join(folder, 'hookproof.wasm'));
    return await new Promise((started, reject) => {
      const use = (url) => new Promise((stopped) => started({ url: url.replace(/\/$/, ''), stop: () => stop(stopped) }));
      const ended = withWorkerd({ folder, date: newestDate }, use);
      ended.catch(reject);
      const stop = async (stopped) => {
        stopped();
        await ended;
        rmSync(folder, { recursive: true });
      };
    });
  };
  return { name, family: 'fetch', start };
}
