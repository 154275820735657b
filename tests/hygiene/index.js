/** Checks what has to be true of the tree besides its behaviour. */
import { attempt } from '../../tools/lib/shell.js';
import { cargoDeny } from '../../tools/lib/toolchain.js';
import { named, runTests } from '../conformance/outcome.js';
import { resultOf } from '../results.js';
import { npmAdvisories, npmSignatures, rustAdvisories } from './advisories.js';
import { commandTests } from './commands.js';
import { entryTests } from './entries.js';
import { promiseTests } from './promises.js';
import { breaks, newestRelease } from './semver.js';

const inTheTree = {
  ...commandTests,
  ...entryTests,
  ...promiseTests,
};

export const hygieneSuites = [
  {
    name: 'hygiene: promises, commands, entries',
    quick: true,
    run: async () => resultOf(await runTests(named(inTheTree))),
  },
  {
    name: 'hygiene: licences, sources and advisories',
    run: () => ofDependencies([rustAdvisories, npmAdvisories]),
  },
];

export const hunts = [
  {
    name: 'advisories and signatures',
    run: async () => {
      const { passed, failed, note, report } = await ofDependencies([
        rustAdvisories,
        () => npmAdvisories([]),
        npmSignatures,
      ]);
      return {
        count: passed + failed,
        unit: 'checks',
        failed,
        note: note ?? 'all of them reached',
        report,
      };
    },
  },
  {
    name: 'semver of the crate',
    run: async () => {
      const release = await newestRelease();
      const { broken, output } = await breaks(release === undefined ? 'HEAD' : undefined);
      const note =
        release === undefined
          ? 'no release to compare with yet: with the last commit'
          : `with ${release}`;
      return { count: 1, unit: 'comparisons', failed: broken ? 1 : 0, note, report: output };
    },
  },
];

async function ofDependencies(services) {
  const { code, output } = await attempt(await cargoDeny(), [
    '--all-features',
    'check',
    'licenses',
    'bans',
    'sources',
  ]);
  const checks = [{ name: 'cargo deny', failed: code !== 0, unreachable: false, output }];
  for (const service of services) checks.push(await service());
  const missed = checks.filter(({ unreachable }) => unreachable).map(({ name }) => name);
  const bad = checks.filter(({ failed }) => failed);
  return {
    passed: checks.filter(({ failed, unreachable }) => !failed && !unreachable).length,
    failed: bad.length,
    note: missed.length === 0 ? undefined : `not reached from here: ${missed.join(', ')}`,
    report: bad.map(({ name, output }) => `${name}: ${output}`).join('\n\n'),
  };
}
