/** `npm test` leaves out nothing unsaid, and `npm start` installs no test tools. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chosen, typed } from '../../tools/lib/choose.js';
import { root, run } from '../../tools/lib/shell.js';
import { equal, thrown } from '../conformance/assert.js';

const suites = [
  { name: 'Rust: clippy, native' },
  { name: 'TypeScript: types', quick: true },
  { name: 'types: clients' },
];
const names = (...args) => chosen(suites, typed(args)).map(({ name }) => name);

const json = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));

/** Says what becomes of a suite for which this machine lacks a program. */
const script = `
  import { brokenOff } from '${new URL('../results.js', import.meta.url)}';
  import { debian } from '${new URL('../../tools/lib/debian.js', import.meta.url)}';
  await debian({ '/usr/bin/no-such-program': 'no-such-package' }).catch((error) => console.log(JSON.stringify(brokenOff(error))));
`;

export const commandTests = {
  'every suite is run, those of a word, or those of the inner loop; a word that names none is a mistake':
    () => {
      equal(names(), ['Rust: clippy, native', 'TypeScript: types', 'types: clients']);
      equal(names('TYPES'), ['TypeScript: types', 'types: clients']);
      equal(names('quick', 'types'), ['TypeScript: types']);
      for (const args of [['types', 'nosuch'], ['quick', 'native'], ['--lsit']])
        thrown(() => names(...args));
    },
  'what this machine may not install is skipped and named, and has failed in CI': async () => {
    // Without a path there is no apt-get.
    const on = async (env) =>
      JSON.parse(
        await run(process.execPath, ['--input-type=module', '-e', script], {
          env: { PATH: '', ...env },
        }),
      );
    const { report, ...skipped } = await on({});
    equal(
      [skipped, report],
      [
        { passed: 0, failed: 0, skipped: 1 },
        'install first: no-such-package (on Debian: apt-get install no-such-package)',
      ],
    );
    const { failed, skipped: none } = await on({ CI: 'true' });
    equal([failed, none], [1, 0]);
  },
  'what building needs is named once, and is no test tool': () => {
    const [build, tests] = [json('tools', 'build', 'package.json'), json('package.json')];
    equal(
      Object.keys(build.dependencies).filter((name) => name in tests.devDependencies),
      [],
    );
    equal([build.devDependencies, tests.dependencies], [undefined, undefined]);
  },
};
