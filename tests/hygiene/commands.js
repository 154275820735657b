/** `npm test -- …` runs what was meant, and `npm start` installs no test tools. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chosen, typed } from '../../tools/lib/choose.js';
import { attempt, root } from '../../tools/lib/shell.js';
import { equal, ok } from '../conformance/assert.js';

const suites = [
  { name: 'Rust: clippy, native' },
  { name: 'TypeScript: types', quick: true },
  { name: 'types: clients' },
  { name: 'pulse: link' },
];
const names = (...args) => chosen(suites, typed(args)).map(({ name }) => name);

const refusal = (...args) => {
  try {
    return `ran ${names(...args)}`;
  } catch ({ message }) {
    return message;
  }
};

const json = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));

export const commandTests = {
  'without a word, every suite; with quick, those of the inner loop': () => {
    equal(names().length, 4);
    equal(names('quick'), ['TypeScript: types']);
  },
  'a word names the suites that have it, in any case': () => {
    equal(names('TYPES'), ['TypeScript: types', 'types: clients']);
    equal(names('clippy, native'), ['Rust: clippy, native']);
  },
  'two words name the suites of both, in their own order': () =>
    equal(names('pulse', 'types'), ['TypeScript: types', 'types: clients', 'pulse: link']),
  'quick and a word name those of the word in the inner loop': () =>
    equal(names('quick', 'types'), ['TypeScript: types']),
  'a list of words lists those': () =>
    equal([typed(['--list']).isList, typed(['--list', 'a']).words], [true, ['a']]),
  'a word that names nothing is told, with what is right, also beside one that names something':
    () => {
      for (const args of [['nosuch'], ['types', 'nosuch'], ['quick', 'nosuch']]) {
        const message = refusal(...args);
        ok(/^no suite.* has in its name: nosuch\nusage: npm test/.test(message), message);
      }
      ok(
        refusal('quick', 'pulse').startsWith('no suite of the inner loop has in its name: pulse'),
        refusal('quick', 'pulse'),
      );
    },
  'an option that there is not is told before anything is built': async () => {
    const { code, output } = await attempt(process.execPath, [join('tools', 'test.js'), '--lsit']);
    equal([code, /usage: npm test/.test(output), /building/.test(output)], [2, true, false]);
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
