/**
 * Runs `createWebhookLink` against a real server, in each kind of runtime. tests/types/ tests what
 * its types promise.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Miniflare } from 'miniflare';
import { binaryOf } from '../../tools/lib/binaries.js';
import { lastJson, root, run } from '../../tools/lib/shell.js';
import { equal } from '../conformance/assert.js';
import { resultOf, summed } from '../results.js';
import { withEsbuild } from '../runtimes/workerd/bundle.js';
import { apiKey, otherKeys } from './link.js';
import { withPulse } from './server.js';

const script = join('tests', 'pulse', 'run.js');
const inProgram = (program, args) => async (url) =>
  lastJson(await run(program, [...args, script, url]));

const runtimes = {
  Node: inProgram(process.execPath, []),
  Deno: (url) =>
    inProgram(binaryOf('deno'), [
      'run',
      '--no-prompt',
      '--allow-read',
      '--allow-net',
      '--allow-env',
      '--node-modules-dir=manual',
    ])(url),
  Bun: (url) => inProgram(binaryOf('bun'), ['run'])(url),
  workerd: inWorkerd,
};

export async function pulse() {
  const results = [];
  for (const [name, outcomeIn] of Object.entries(runtimes)) {
    const outcome = await withPulse(async (server, elsewhere) => {
      const { passed, failures } = await outcomeIn(server.url);
      const problem = problemOf(server.requests, elsewhere.requests);
      return problem === undefined
        ? { passed: passed + 1, failures }
        : { passed, failures: [...failures, { name: 'what was asked', message: problem }] };
    }).catch((error) => ({ passed: 0, failures: [{ name: 'the runner', message: error.stack }] }));
    results.push(resultOf(outcome, `${name}: `));
  }
  return summed(results);
}

/**
 * Each request is the one that the OpenAPI describes, and none went where Pulse did not say it
 * would be.
 */
function problemOf(requests, elsewhere) {
  try {
    equal(
      elsewhere.map(({ url }) => url),
      [],
    );
    equal(requests.length > 30, true, 'there are requests');
    for (const { method, url, headers, body } of requests) {
      equal(
        [method, url.endsWith('/webhook'), body(), url.includes(apiKey)],
        ['POST', true, '', false],
        url,
      );
      equal(
        [apiKey, ...Object.values(otherKeys)].includes(headers['x-api-key']),
        true,
        `the key of ${url}`,
      );
    }
  } catch (error) {
    return error.stack;
  }
}

async function inWorkerd(url) {
  const folder = join(mkdtempSync(join(tmpdir(), 'hookproof-pulse-')), 'bundle');
  await withEsbuild(root, join(import.meta.dirname, 'worker.js'), folder);
  const workerd = new Miniflare({
    modules: [
      { type: 'ESModule', path: join(folder, 'worker.js') },
      { type: 'CompiledWasm', path: join(folder, 'hookproof.wasm') },
    ],
    modulesRoot: folder,
    compatibilityDate: '2026-01-01',
    handleRuntimeStdio: (...streams) => streams.forEach((stream) => stream.resume()),
  });
  try {
    return await (await fetch(await workerd.ready, { method: 'POST', body: url })).json();
  } finally {
    await workerd.dispose();
    rmSync(join(folder, '..'), { recursive: true, force: true });
  }
}
