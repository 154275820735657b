/**
 * What bundlers make of the package, run where such a bundle runs: a server's in Node, a page's in
 * Chromium.
 *
 * Before the bundler under test, esbuild makes each entry one plain file that imports nothing but
 * hookproof: not every bundler reads JSON.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { versionOf } from '../../../tools/lib/binaries.js';
import { run } from '../../../tools/lib/shell.js';
import { esbuild, rolldown, rollup, webpack } from './bundle.js';
import { viteBuild, viteDevServer } from './vite.js';

/**
 * Each takes the folder of the entries, and gives for each entry its outcome and the paths of the
 * files it was made of.
 */
const ways = {
  'Vite, dev server': { bundler: 'vite', bundleAndRun: viteDevServer },
  'Vite, build': { bundler: 'vite', bundleAndRun: viteBuild },
  webpack: { bundler: 'webpack', bundleAndRun: inNode(webpack) },
  Rollup: { bundler: 'rollup', bundleAndRun: inNode(rollup) },
  Rolldown: { bundler: 'rolldown', bundleAndRun: inNode(rolldown) },
  esbuild: { bundler: 'esbuild', bundleAndRun: inNode(esbuild) },
};

const entries = ['suite.js', 'single.js'];

export const rows = Object.entries(ways).map(([name, { bundler, bundleAndRun }]) => ({
  name,
  run: async (consumer) => {
    const folder = join(consumer, `bundlers-${name.replaceAll(/\W+/g, '-')}`);
    await flatten(join(consumer, 'tests', 'runtimes', 'bundlers'), folder);
    const [suite, single] = await bundleAndRun(folder, entries);
    const { passed, failures } = suite.outcome;
    return {
      version: versionOf(bundler),
      passed,
      failures: [...failures, ...problemsOf(consumer, suite, single)],
    };
  },
}));

async function flatten(from, to) {
  await build({
    entryPoints: entries.map((entry) => join(from, entry)),
    outdir: to,
    bundle: true,
    format: 'esm',
    external: ['hookproof', 'hookproof/full'],
    logLevel: 'warning',
  });
}

function inNode(bundle) {
  const print = 'outcome.then((value) => console.log(JSON.stringify(value)))';
  return async (folder) => {
    const results = [];
    for (const entry of entries) {
      const outfile = join(folder, 'out', entry);
      const files = await bundle(join(folder, entry), outfile);
      const printed = await run(process.execPath, [
        '--import',
        pathToFileURL(outfile).href,
        '--eval',
        print,
      ]);
      results.push({ files, outcome: JSON.parse(printed) });
    }
    return results;
  };
}

function problemsOf(consumer, suite, single) {
  const problems = [];
  const verdicts = JSON.stringify(single.outcome);
  if (verdicts !== '[true,false]')
    problems.push({ name: 'verifyWebhook alone', message: `its verdicts are ${verdicts}` });
  const installed = (entry) => join(consumer, 'node_modules', 'hookproof', 'dist', 'esm', entry);
  for (const [{ files }, entry] of [
    [suite, 'index.js'],
    [suite, 'full.js'],
    [single, 'index.js'],
  ]) {
    if (!files.includes(installed(entry)))
      problems.push({ name: 'the installed package is bundled', message: files.join('\n') });
  }
  return problems;
}
