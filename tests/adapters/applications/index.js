/**
 * Lists the applications that the cases run against: one of each adapter, on every server and
 * runtime that it is for.
 */
import http from 'node:http';
import http2 from 'node:http2';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { binaryOf, denoRun } from '../../../tools/lib/binaries.js';
import { startProgram } from '../../../tools/lib/program.js';
import { root } from '../../../tools/lib/shell.js';
import { bundleWorker } from '../../../tools/lib/worker-bundle.js';
import { newestDate, withWorkerd } from '../../../tools/lib/workerd.js';
import { cases as http2Cases } from '../http2-cases.js';
import { onConnect, onExpress, onFastify, onFetch } from '../on-node-cases.js';
import { nodeServer } from './connect.js';
import { expressServer } from './express.js';
import { fastifyServer } from './fastify.js';
import { fetchApp } from './fetch-app.js';
import { honoApp } from './hono-app.js';
import { onNode } from './on-node.js';

/** Their connections and streams are others, so what the others leave behind is not looked at. */
const overHttp2 = { cases: http2Cases, isInProcess: false };

/**
 * Every server that the cases run against. `start()` gives `{ url, stop, server? }`, with Node's
 * server where it runs in this process. `more` are cases of its own; `cases` are there instead of
 * all others where senders speak to it in another way.
 */
export const servers = [
  { ...expressServer('Express 5', 'express'), more: onExpress },
  { ...expressServer('Express 4', 'express4'), more: onExpress },
  { ...nodeServer("Node's http, hookproof/express", http), more: onConnect },
  { ...nodeServer("Node's http2, hookproof/express", http2), ...overHttp2 },
  { ...fastifyServer('Fastify 5', 'fastify'), more: onFastify },
  { ...fastifyServer('Fastify 4', 'fastify4'), more: onFastify },
  { ...fastifyServer('Fastify 5, HTTP/2', 'fastify', { http2: true }), ...overHttp2 },
  { ...fastifyServer('Fastify 4, HTTP/2', 'fastify4', { http2: true }), ...overHttp2 },
  onNode('Hono on Node', (request) => hono.fetch(request)),
  { ...onNode('fetch on Node', fetchApp), more: onFetch },
  { ...program('fetch on Deno', 'deno', [...denoRun, fileIn('fetch-deno.js')]), more: onFetch },
  { ...program('fetch on Bun', 'bun', ['run', fileIn('fetch-bun.js')]), more: onFetch },
  { ...worker('fetch on workerd', 'fetch-workerd.js'), more: onFetch },
  worker('Hono on workerd', 'hono-workerd.js'),
];

const hono = honoApp();

function fileIn(name) {
  return fileURLToPath(new URL(name, import.meta.url));
}

function program(name, command, args) {
  return { name, start: () => startProgram(binaryOf(command), args) };
}

/** Bundled as wrangler would, and served by workerd itself. */
function worker(name, entry) {
  const start = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hookproof-worker-'));
    await bundleWorker(fileIn(entry), folder);
    cpSync(join(root, 'pkg', 'dist', 'esm', 'hookproof.wasm'), join(folder, 'hookproof.wasm'));
    return await new Promise((started, reject) => {
      const use = (url) =>
        new Promise((stopped) =>
          started({ url: url.replace(/\/$/, ''), stop: () => stop(stopped) }),
        );
      const ended = withWorkerd({ folder, date: newestDate }, use);
      ended.catch(reject);
      const stop = async (stopped) => {
        stopped();
        await ended;
        rmSync(folder, { recursive: true });
      };
    });
  };
  return { name, start };
}
