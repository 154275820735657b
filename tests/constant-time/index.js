/**
 * Tests that the code runs in constant time: nothing that a secret is made of decides what it does,
 * or how long it takes. README.md says how each part looks at that.
 */
import { fileURLToPath } from 'node:url';
import { run } from '../../tools/lib/shell.js';
import { named, runTests } from '../conformance/outcome.js';
import { resultOf } from '../results.js';
import { record } from './figures.js';
import { checkMutants, leakyWasm } from './mutants.js';
import { watchNative } from './native/index.js';
import { LIMIT } from './timing/statistics.js';
import { timingTests } from './timing/tests.js';
import { watchWasm } from './wasm/index.js';

export const constantTimeSuites = [
  { name: 'constant time: native, under valgrind', run: native },
  { name: 'constant time: WebAssembly, watched', run: wasm },
  { name: 'constant time: the statistics themselves', run: statistics },
];

export const hunts = [
  { name: 'constant time: native, every build', run: huntNative },
  { name: 'constant time: leaky copies are found out', run: huntMutants },
  { name: 'constant time: times of the npm package', run: huntTimes },
];

async function native() {
  const { cases, problems } = await watchNative();
  return {
    passed: Math.max(cases - problems.length, 0),
    failed: problems.length,
    report: problems.join('\n\n'),
  };
}

async function wasm() {
  return resultOf(await watchWasm());
}

async function statistics() {
  return resultOf(await runTests(named(timingTests(await import('hookproof')))));
}

/**
 * The libraries' own choice of code for this processor, the portable code, and two other ways to
 * compile.
 */
const builds = {
  release: {},
  'release, portable code': {
    flags: ['--cfg=sha2_backend="soft"', '--cfg=curve25519_dalek_backend="serial"'],
  },
  'optimised as a whole': { profile: 'whole' },
  'optimised for size': { profile: 'small' },
};

async function huntNative() {
  const problems = [];
  const found = {};
  let count = 0;
  for (const [name, build] of Object.entries(builds)) {
    const { cases, problems: wrong, processor, counts } = await watchNative(build);
    count += cases;
    found[name] = { cases, processor, declassified: totals(counts) };
    problems.push(...wrong.map((problem) => `${name}: ${problem}`));
  }
  record('native', found);
  const note = `${Object.keys(builds).length} builds, valgrind's processor has ${found.release.processor}`;
  return {
    count,
    unit: 'runs under valgrind',
    failed: problems.length,
    note,
    report: problems.join('\n\n'),
  };
}

/** Returns how often each thing that may be known decided something, in all cases together. */
function totals(counts) {
  const sums = {};
  for (const each of Object.values(counts))
    for (const [name, times] of Object.entries(each)) sums[name] = (sums[name] ?? 0) + times;
  return sums;
}

async function huntMutants() {
  const { count, missed } = await checkMutants();
  record('mutants', { count, missed });
  return {
    count,
    unit: 'leaky builds',
    failed: missed.length,
    note: `${count - missed.length} found out`,
    report: missed.join('\n'),
  };
}

const MEASUREMENTS = 1_000_000;

async function huntTimes() {
  const { same, different } = await times(MEASUREMENTS);
  const leaky = await times(MEASUREMENTS / 4, await leakyWasm());
  const apart = same
    .filter(({ t }) => Math.abs(t) >= LIMIT)
    .map(({ name, t }) => `told apart, t = ${t}: ${name}`);
  const alike = different
    .filter(({ t }) => Math.abs(t) < LIMIT)
    .map(({ name, t }) => `not told apart, t = ${t}: ${name}`);
  const node = process.versions.node;
  record('times', {
    node,
    limit: LIMIT,
    same,
    different,
    'a leaky copy of the package, for comparison': leaky.same,
  });
  const worst = Math.max(...same.map(({ t }) => Math.abs(t)));
  return {
    count: [...same, ...different].reduce((sum, { measurements }) => sum + measurements, 0),
    unit: 'measurements of 8 calls',
    failed: apart.length + alike.length,
    note: `Node ${node}, greatest |t| ${worst}`,
    report: [...apart, ...alike].join('\n'),
  };
}

/** In a process of its own, so that nothing else of this one is in its way. */
async function times(count, file) {
  const script = fileURLToPath(new URL('timing/run.js', import.meta.url));
  return JSON.parse(
    await run(process.execPath, [script, String(count), ...(file === undefined ? [] : [file])]),
  );
}
