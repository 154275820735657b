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
import { CONNECTIONS, loadOf } from './load.js';

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
 * deliveries. Receivers are in the order of the table: the first is compared, and the second is
 * what it is to be as fast as. The third is asked of the first processes only.
 */
const runs = {
  sizes: {
    receivers: ['hookproof', 'by-hand', 'standardwebhooks'],
    cells: [512, 16 * 1024, 512 * 1024].flatMap((size) =>
      ['valid', 'forged'].map((kind) => ({ size, kind })),
    ),
    warmUps: 1,
    rounds: 2,
  },
  // New processes: one that has been through the cells above is faster.
  once: {
    receivers: ['once', 'by-hand', 'by-hand-once'],
    cells: [{ size: 512, kind: 'unique' }],
    warmUps: 2,
    rounds: 4,
  },
  // What two processes of one receiver differ by: no ratio above says more than that.
  itself: {
    receivers: ['by-hand', 'by-hand-again'],
    cells: [512, 16 * 1024, 512 * 1024].map((size) => ({ size, kind: 'valid' })),
    warmUps: 1,
    rounds: 2,
  },
};

/** What can be measured without the rest. */
export const parts = [...Object.keys(servers), ...Object.keys(runs)];

/**
 * @param starts how many processes of each receiver there are, one after the other
 * @param only some of `parts`: of the servers it names, if any, the runs that it names, if any
 * @returns a row for each server, run, size, kind and receiver
 */
export async function measureServers(bench, { starts, only = [] }) {
  await run('taskset', ['-cp', String(SERVER), String(process.pid)]);
  const folder = join(bench, 'servers');
  const rows = [];
  for (const [id, { title, start }] of chosen(servers, only)) {
    say(`measuring ${title}`);
    for (const [name, { receivers, cells, ...turns }] of chosen(runs, only)) {
      const measured = new Map(cells.map((cell) => [cell, { full: [], calm: [] }]));
      for (let number = 0; number < starts; number++) {
        const asked = number === 0 ? receivers : receivers.slice(0, 2);
        await withReceivers({ start, folder }, asked, async (urls) => {
          for (const [cell, { full, calm }] of measured) {
            const figures = await measureInTurns(folder, urls, { ...cell, ...turns });
            full.push(...figures.full);
            calm.push(...figures.calm);
          }
        });
      }
      for (const [cell, figures] of measured)
        for (const receiver of receivers)
          rows.push({
            ...{ id, title, run: name, ...cell, receiver },
            ...figuresOf(figures, receiver, receivers[0]),
          });
    }
  }
  return rows;
}

/** Gives those of the entries that are named, or all if none is. */
function chosen(all, only) {
  const entries = Object.entries(all);
  const named = entries.filter(([name]) => only.includes(name));
  return named.length > 0 ? named : entries;
}

/** Calls `use` with the URL of each receiver, in a process of its own. */
async function withReceivers({ start, folder }, receivers, use) {
  const started = {};
  try {
    for (const receiver of receivers) started[receiver] = await start(folder, receiver);
    const urls = Object.entries(started).map(([receiver, { url }]) => [
      receiver,
      `${url.replace(/\/$/, '')}/webhook`,
    ]);
    await use(Object.fromEntries(urls));
  } finally {
    for (const { stop } of Object.values(started)) await stop();
  }
}

/** Gives the figures of each receiver, round by round: at full load, and at half of it. */
async function measureInTurns(folder, urls, { size, kind, warmUps, rounds }) {
  const receivers = Object.keys(urls);
  const askEach = async (round, pause) => {
    const figures = {};
    // Ids that were seen are answered at once, so that each round needs new ones. The same for all:
    // they take seconds to make, and a process that waits is slower afterwards.
    const load = await loadOf(folder, { kind, size, count: MOST_PER_TURN }, LOAD);
    for (const receiver of round % 2 === 0 ? receivers : receivers.toReversed())
      figures[receiver] = await load(urls[receiver], SECONDS, pause);
    return figures;
  };
  const full = [];
  for (let round = -warmUps; round < rounds; round++) {
    const figures = await askEach(round);
    if (round >= 0) full.push(figures);
  }
  // As many requests for each: half of what the second answers.
  const perSecond = median(full.map((figures) => figures[receivers[1]].perSecond));
  const pause = Math.max(1, Math.round((1000 * CONNECTIONS) / (perSecond / 2)));
  const calm = [];
  for (let round = 0; round < CALM_ROUNDS; round++) calm.push(await askEach(round, pause));
  return { full, calm };
}

/**
 * Gives the medians of a receiver's figures, and the medians of `ours` divided by them, round by
 * round: what a machine does from one minute to the next is in both.
 */
function figuresOf({ full, calm }, receiver, ours) {
  const of = (turns, name) => {
    const both = turns.filter((figures) => receiver in figures);
    return {
      figure: median(both.map((figures) => figures[receiver][name])),
      oursByTheirs: median(both.map((figures) => figures[ours][name] / figures[receiver][name])),
    };
  };
  return { perSecond: of(full, 'perSecond'), p99: of(calm, 'p99'), p99AtFullLoad: of(full, 'p99') };
}

/** How long a turn is; wrk counts whole seconds. */
const SECONDS = 1;

const CALM_ROUNDS = 2;

/** More than any of these servers answers on one processor, with a replay store. */
const MOST_PER_TURN = 100_000 * SECONDS;

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
