/** The real workerd with the Worker of worker/, and stores inside it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Miniflare } from 'miniflare';
import { post } from '../../tools/lib/post.js';
import { root } from '../../tools/lib/shell.js';
import { withEsbuild } from '../runtimes/workerd/bundle.js';

const classes = [
  'DurableObjectReplayStore',
  'Inspected',
  'Forgetful',
  'Hanging',
  'Broken',
  'Foreign',
];

/** Returns the real workerd, with the objects' disk in `folder`. */
function startWorkerd(folder) {
  const bindings = classes.map((className) => [className, { className, useSQLite: true }]);
  return new Miniflare({
    modules: [
      { type: 'ESModule', path: join(folder, 'bundle', 'worker.js') },
      { type: 'CompiledWasm', path: join(folder, 'bundle', 'hookproof.wasm') },
    ],
    modulesRoot: join(folder, 'bundle'),
    compatibilityDate: '2026-01-01',
    durableObjects: Object.fromEntries(bindings),
    durableObjectsPersist: join(folder, 'objects'),
    d1Databases: ['DB'],
    d1Persist: join(folder, 'databases'),
    handleRuntimeStdio: (...streams) => streams.forEach((stream) => stream.resume()),
  });
}

/**
 * Makes stores inside that Worker. What is asked of them in one go, however many they are, is one
 * request: so they are as concurrent there as they are here.
 */
function storesIn(workerd) {
  let questions = [];
  const flush = async () => {
    const asked = questions;
    questions = [];
    try {
      const { text } = await post(
        await workerd().ready,
        JSON.stringify(
          asked.map(({ question }) => question),
          asNothing,
        ),
      );
      JSON.parse(text).forEach(({ answer, error, code }, at) => {
        if (error === undefined) asked[at].resolve(answer);
        else asked[at].reject(Object.assign(new Error(error), { code }));
      });
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };
  // Far more patient than by default, because a test may share its machine; impatience has tests of
  // its own.
  return (binding, store = 'one', options = binding === 'DB' ? {} : { timeoutMs: 30_000 }) => {
    const ask = (method, ...args) =>
      new Promise((resolve, reject) => {
        if (questions.length === 0) setImmediate(flush);
        questions.push({ question: { binding, store, options, method, args }, resolve, reject });
      });
    return Object.fromEntries(
      ['claim', 'complete', 'release'].map((method) => [method, (...args) => ask(method, ...args)]),
    );
  };
}

/** JSON has neither: what stands for them is as wrong. */
const asNothing = (_, value) =>
  value === undefined || (typeof value === 'number' && !Number.isFinite(value)) ? null : value;

/**
 * Calls `use` with a way to make stores inside a Worker, its URL, and `restart`, which gives
 * another Worker on the same disk.
 */
export async function withWorker(use) {
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-objects-'));
  await withEsbuild(root, join(import.meta.dirname, 'worker', 'worker.js'), join(folder, 'bundle'));
  let workerd = startWorkerd(folder);
  const told = async (path, body) =>
    JSON.parse((await post(new URL(path, await workerd.ready), body)).text);
  try {
    return await use({
      storeIn: storesIn(() => workerd),
      told,
      restart: async () => {
        await workerd.dispose();
        await sleep(500);
        workerd = startWorkerd(folder);
      },
    });
  } finally {
    await workerd.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}
