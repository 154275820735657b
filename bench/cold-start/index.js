/**
 * From the start of a process to its first verdict: what a serverless function pays. New processes,
 * interleaved, medians.
 */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { versionOf } from '../../tools/lib/binaries.js';
import { nodeBinary } from '../../tools/lib/node.js';
import { run } from '../../tools/lib/shell.js';
import { nodeVersions } from '../../tools/lib/versions.js';
import { newestDate, withWorkerd } from '../../tools/lib/workerd.js';
import { median } from '../measure.js';
import { secret, webhookOf } from '../webhook.js';
import { bundleWorker } from '../workerd/bundle.js';

/** A Worker without any verifier: what workerd itself takes. */
const nothing = 'nothing';
const nodePeers = ['hookproof', 'standardwebhooks', 'node-crypto'];
const workerdPeers = ['hookproof', 'standardwebhooks', 'webcrypto', nothing];

export async function measureColdStarts(bench, { starts }) {
  const results = [];
  for (const version of [nodeVersions[20], nodeVersions[26]]) {
    const program = await nodeBinary(version);
    results.push(
      ...(await interleaved(`Node ${version}`, nodePeers, starts, (peer) =>
        startNode(program, bench, peer),
      )),
    );
  }
  results.push(
    ...(await interleaved(
      `workerd ${versionOf('workerd')}`,
      workerdPeers,
      starts,
      await workerdStarter(bench),
    )),
  );
  return results;
}

/**
 * @returns a row for each peer: milliseconds by what they measure, each the median of all starts.
 */
async function interleaved(runtime, peers, starts, start) {
  const taken = Object.fromEntries(peers.map((peer) => [peer, []]));
  for (let round = 0; round < starts; round++) {
    for (const peer of peers) taken[peer].push(await start(peer));
  }
  return peers.map((peer) => {
    const kinds = Object.keys(taken[peer][0]);
    return {
      runtime,
      peer,
      ...Object.fromEntries(
        kinds.map((kind) => [kind, median(taken[peer].map((row) => row[kind]))]),
      ),
    };
  });
}

async function startNode(program, bench, peer) {
  const output = await run(
    program,
    [join(bench, 'cold-start', 'first-verdict.js'), peer, await webhook()],
    { cwd: bench },
  );
  const { before, after } = JSON.parse(output);
  return { sinceStart: after, sinceImport: after - before };
}

async function workerdStarter(bench) {
  const folderOf = (peer) => join(bench, 'cold-start', `workerd-${peer}`);
  for (const peer of workerdPeers) {
    await bundleWorker(
      bench,
      'cold-start/worker.js',
      peer === nothing ? [] : [peer],
      folderOf(peer),
    );
  }
  return async (peer) => {
    const body = await webhook();
    const start = performance.now();
    const sinceStart = await withWorkerd(
      { folder: folderOf(peer), date: newestDate },
      async (url) => {
        const response = await fetch(url, { method: 'POST', body });
        const verdict = await response.text();
        if (verdict !== 'true')
          throw new Error(`${peer} in workerd answered ${response.status}: ${verdict}`);
        return performance.now() - start;
      },
    );
    return { sinceStart };
  };
}

const webhook = async () => JSON.stringify({ ...(await webhookOf(512, 'string')), secret });
