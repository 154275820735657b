/**
 * The runtimes that are measured: a name with its version, and how each runs the bench, given its
 * folder in the consumer.
 */
import { join } from 'node:path';
import { binaryOf, versionOf } from '../tools/lib/binaries.js';
import { nodeBinary } from '../tools/lib/node.js';
import { run } from '../tools/lib/shell.js';
import { nodeVersions } from '../tools/lib/versions.js';
import { newestDate } from '../tools/lib/workerd.js';
import { measureInWorkerd } from './workerd/index.js';

const denoArgs = ['run', '--no-prompt', '--allow-all', '--node-modules-dir=manual'];

export const runtimes = {
  node20: node(nodeVersions[20]),
  node26: node(nodeVersions[26]),
  deno: {
    title: `Deno ${versionOf('deno')}`,
    measure: (bench, settings) => measureBy(binaryOf('deno'), denoArgs, bench, settings),
  },
  bun: {
    title: `Bun ${versionOf('bun')}`,
    measure: (bench, settings) => measureBy(binaryOf('bun'), ['run'], bench, settings),
  },
  // At this date it has Node's modules by default.
  workerd: workerd(newestDate, true),
  'workerd-2025': workerd('2025-01-01', false),
};

function node(version) {
  return {
    title: `Node ${version}`,
    measure: async (bench, settings) => measureBy(await nodeBinary(version), [], bench, settings),
  };
}

function workerd(date, hasNode) {
  return {
    title: `workerd ${versionOf('workerd')} of ${date}${hasNode ? '' : ", without Node's modules"}`,
    measure: (bench, settings) => measureInWorkerd(bench, { date, hasNode }, settings),
  };
}

async function measureBy(program, args, bench, settings) {
  const output = await run(
    program,
    [...args, join(bench, 'in-runtime.js'), JSON.stringify(settings)],
    { cwd: bench },
  );
  return JSON.parse(output);
}
