/**
 * Measures the adapters on their servers: requests answered a second, with one processor for the
 * server and one for the load. Beside each stands the same endpoint written by hand and the one
 * with `standardwebhooks`, in the same run.
 */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { binaryOf, denoRun, scriptOf, versionOf } from '../../tools/lib/binaries.js';
import { nodeBinary } from '../../tools/lib/node.js';
import { startProgram } from '../../tools/lib/program.js';
import { run, say } from '../../tools/lib/shell.js';
import { nodeVersions } from '../../tools/lib/versions.js';
import { newestDate, withWorkerd } from '../../tools/lib/workerd.js';
import { median } from '../measure.js';
import { loadOf } from './load.js';

/** The processors: one is this process's and so the servers', one is wrk's. */
const [SERVER, LOAD] = [0, 1];

/**
 * Each gives `start(folder, receiver)`, which gives `{ url, stop }`; `folder` is this one in a
 * project that has hookproof installed.
 */
export const servers = {
  express5: onNode(`Express ${versionOf('express')}`, 'express.js', 'express'),
  express4: onNode(`Express ${versionOf('express4')}`, 'express.js', 'express4'),
  fastify5: onNode(`Fastify ${versionOf('fastify')}`, 'fastify.js', 'fastify'),
  fastify4: onNode(`Fastify ${versionOf('fastify4')}`, 'fastify.js', 'fastify4'),
  'hono-node': onNode(`Hono ${versionOf('hono')} on Node`, 'on-node.js', 'hono'),
  'hono-bun': program('Hono on Bun', () => binaryOf('bun'), ['run'], 'on-bun.js', 'hono'),
  'hono-deno': program('Hono on Deno', () => binaryOf('deno'), denoRun, 'on-deno.js', 'hono'),
  'hono-workerd': onWorkerd('Hono on workerd', 'hono'),
  'fetch-bun': program(
    `fetch on Bun ${versionOf('bun')}`,
    () => binaryOf('bun'),
    ['run'],
    'on-bun.js',
    'fetch',
  ),
  'fetch-deno': program(
    `fetch on Deno ${versionOf('deno')}`,
    () => binaryOf('deno'),
    denoRun,
    'on-deno.js',
    'fetch',
  ),
  'fetch-workerd': onWorkerd(`fetch on workerd ${versionOf('workerd')}`, 'fetch'),
  next: { title: `Next ${versionOf('next')}, route handler`, start: startNext },
};

/**
 * What is measured by the same processes, with the size of the bodies in bytes and the kind of the
 * deliveries. Receivers are in the order of the table; the first is compared.
 */
const runs = [
  {
    receivers: ['hookproof', 'by-hand', 'standardwebhooks'],
    cells: [512, 16 * 1024, 512 * 1024].flatMap((size) =>
      ['valid', 'forged'].map((kind) => ({ size, kind })),
    ),
    warmUps: 1,
  },
  // Both of them new: a process that has been through the cells above is faster.
  { receivers: ['once', 'by-hand'], cells: [{ size: 512, kind: 'unique' }], warmUps: 4 },
];

/**
 * @param settings `{ rounds, seconds, only? }`; gives a row for each server, size, kind and
 * receiver.
 */
export async function measureServers(bench, { rounds, seconds, only = Object.keys(servers) }) {
  await run('taskset', ['-cp', String(SERVER), String(process.pid)]);
  const folder = join(bench, 'servers');
  const rows = [];
  for (const id of only) {
    const { title, start } = servers[id];
    say(`measuring ${title}`);
    for (const { receivers, cells, warmUps } of runs) {
      const started = {};
      try {
        for (const receiver of receivers) started[receiver] = await start(folder, receiver);
        for (const cell of cells) {
          const turns = { ...cell, seconds, warmUps, rounds };
          for (const figures of await measureInTurns(folder, started, turns))
            rows.push({ id, title, ...cell, ...figures });
        }
      } finally {
        for (const { stop } of Object.values(started)) await stop();
      }
    }
  }
  return rows;
}

/**
 * Gives the median figures of each receiver that has been started, and the median of the first
 * one's figures divided by its own, round by round.
 */
async function measureInTurns(folder, started, { size, kind, seconds, warmUps, rounds }) {
  const receivers = Object.keys(started);
  const measured = Object.fromEntries(receivers.map((receiver) => [receiver, []]));
  for (let round = -warmUps; round < rounds; round++) {
    // Ids that were seen are answered at once, so that each round needs new ones.
    const count = Math.ceil(MOST_PER_SECOND * seconds);
    for (const receiver of round % 2 === 0 ? receivers : receivers.toReversed()) {
      const load = await loadOf(folder, { kind, size, count }, LOAD);
      const url = `${started[receiver].url.replace(/\/$/, '')}/webhook`;
      const figures = await load(url, seconds);
      if (round >= 0) measured[receiver].push(figures);
    }
  }
  const [ours] = receivers;
  return receivers.map((receiver) => {
    const middle = (name) => median(measured[receiver].map((figures) => figures[name]));
    // Round by round: what a machine does from one minute to the next is in both.
    const oursByTheirs = (name) =>
      median(
        measured[receiver].map((figures, round) => measured[ours][round][name] / figures[name]),
      );
    return {
      receiver,
      perSecond: middle('perSecond'),
      p99: middle('p99'),
      oursByTheirs: { perSecond: oursByTheirs('perSecond'), p99: oursByTheirs('p99') },
    };
  });
}

/** More than any of these servers answers on one processor, with a replay store. */
const MOST_PER_SECOND = 100_000;

function onNode(title, file, name) {
  return program(title, () => nodeBinary(nodeVersions[26]), [], file, name);
}

function program(title, binary, args, file, name) {
  const start = async (folder, receiver) => {
    return await startProgram(
      await binary(),
      [...args, join(folder, 'programs', file), name, receiver],
      { cwd: folder },
    );
  };
  return { title, start };
}

/** Bundled as wrangler would. */
function onWorkerd(title, app) {
  const start = async (folder, receiver) => {
    const out = join(folder, `workerd-${app}-${receiver}`);
    mkdirSync(out, { recursive: true });
    await build({
      entryPoints: [join(folder, 'programs', 'worker.js')],
      outfile: join(out, 'worker.js'),
      bundle: true,
      format: 'esm',
      conditions: ['workerd', 'worker', 'browser'],
      external: ['*.wasm', 'node:*'],
      define: { APP: JSON.stringify(app), RECEIVER: JSON.stringify(receiver) },
      logLevel: 'warning',
    });
    cpSync(
      join(folder, '..', '..', 'node_modules', 'hookproof', 'dist', 'esm', 'hookproof.wasm'),
      join(out, 'hookproof.wasm'),
    );
    return await new Promise((resolve, reject) => {
      const serving = (url) =>
        new Promise((end) => {
          const stop = async () => {
            end();
            await ended;
          };
          resolve({ url, stop });
        });
      const ended = withWorkerd({ folder: out, date: newestDate }, serving);
      ended.catch(reject);
    });
  };
  return { title, start };
}

const nextBuilds = new Map();

/** Built once; a process of its own for each receiver. */
async function startNext(folder, receiver) {
  const project = join(folder, 'programs', 'next');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', RECEIVER: receiver };
  if (!nextBuilds.has(project))
    nextBuilds.set(
      project,
      run(process.execPath, [scriptOf('next'), 'build'], { cwd: project, env }),
    );
  await nextBuilds.get(project);
  const args = [scriptOf('next'), 'start', '--hostname', '127.0.0.1', '--port', '0'];
  return await startProgram(await nodeBinary(nodeVersions[26]), args, {
    cwd: project,
    env,
    announces: /Local:\s+(http:\S+)/,
  });
}
