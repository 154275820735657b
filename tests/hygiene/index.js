/** What has to be true of the tree besides its behaviour. */
import { attempt } from '../../tools/lib/shell.js';
import { cargoDeny } from '../../tools/lib/toolchain.js';
import { problemsOfActions } from './actions.js';
import { npmAdvisories, npmSignatures, rustAdvisories } from './advisories.js';
import { checkerTests } from './checkers.js';
import { breaks, newestRelease } from './semver.js';
import { unsafeInTheTree } from './unsafe.js';

export const hygieneSuites = [
  { name: 'hygiene: unsafe, and pinned actions', quick: true, run: () => outcome(inTheTree()) },
  { name: 'hygiene: licences, sources and advisories', run: () => outcome(ofDependencies([rustAdvisories, npmAdvisories])) },
];

export const hunts = [
  {
    name: 'advisories and signatures',
    run: async () => {
      const { passed, failed, note, report } = await outcome(ofDependencies([rustAdvisories, () => npmAdvisories([]), npmSignatures]));
      return { count: passed + failed, unit: 'checks', failed, note: note ?? 'all of them reached', report };
    },
  },
  {
    name: 'semver of the crate',
    run: async () => {
      const release = await newestRelease();
      const { broken, output } = await breaks(release === undefined ? 'HEAD' : undefined);
      const note = release === undefined ? 'no release to compare with yet: with the last commit' : `with ${release}`;
      return { count: 1, unit: 'comparisons', failed: broken ? 1 : 0, note, report: output };
    },
  },
];

/** Each check gives `{ name, problem }`. */
async function inTheTree() {
  const tests = Object.entries(checkerTests).map(([name, test]) => ({ name, problem: problemOf(test) }));
  return [
    ...tests,
    { name: 'unsafe stands where it is listed', problem: (await unsafeInTheTree()).join('\n') },
    { name: 'every action is pinned', problem: problemsOfActions().join('\n') },
  ];
}

async function ofDependencies(services) {
  const { code, output } = await attempt(await cargoDeny(), ['--all-features', 'check', 'licenses', 'bans', 'sources']);
  const checks = [{ name: 'cargo deny', problem: code === 0 ? '' : output }];
  for (const service of services) checks.push(await service());
  return checks;
}

function problemOf(test) {
  try {
    test();
    return '';
  } catch (error) {
    return error.message;
  }
}

async function outcome(running) {
  const checks = await running;
  const missed = checks.filter(({ unreachable }) => unreachable).map(({ name }) => name);
  const bad = checks.filter(({ problem }) => problem !== '');
  return {
    passed: checks.filter(({ problem, unreachable }) => problem === '' && !unreachable).length,
    failed: bad.length,
    note: missed.length === 0 ? undefined : `not reached from here: ${missed.join(', ')}`,
    report: bad.map(({ name, problem }) => `${name}: ${problem}`).join('\n\n'),
  };
}
