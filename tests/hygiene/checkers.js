/** That the checkers find what they look for. */
import { run } from '../../tools/lib/shell.js';
import { equal } from '../conformance/assert.js';
import { unpinned } from './actions.js';
import { countUnsafe, problemsOfUnsafe } from './unsafe.js';

const sha = '0123456789abcdef0123456789abcdef01234567';

/** Says what becomes of a suite for which this machine lacks a program. */
const script = `
  import { brokenOff } from '${new URL('../results.js', import.meta.url)}';
  import { debian } from '${new URL('../../tools/lib/debian.js', import.meta.url)}';
  await debian({ '/usr/bin/no-such-program': 'no-such-package' }).catch((error) => console.log(JSON.stringify(brokenOff(error))));
`;

export const checkerTests = {
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
  'an action pinned to a commit, with its version, is as it should be': () => {
    for (const line of [
      `- uses: a/b@${sha} # v4`,
      `      - uses: a/b/c@${sha} # v4.1.2`,
      '  uses: ./.github/actions/setup',
      '# uses: a/b@v4',
      'name: what it uses',
    ]) {
      equal(unpinned(line), [], line);
    }
  },
  'an action of a tag, a branch, a short commit, no version or an image is found': () => {
    for (const line of [
      '- uses: a/b@v4',
      'uses: a/b@main',
      `uses: a/b@${sha}`,
      `uses: a/b@${sha.slice(1)} # v4`,
      `uses: a/b@${sha.toUpperCase()} # v4`,
      'uses: a/b',
      'uses: docker://alpine:3',
      `- { uses: a/b@${sha} }`,
      `- {name: x, uses: a/b@v1}`,
      `"uses": a/b@v1`,
      `- uses: "a/b@v4" # v4`,
      `uses : a/b@v4`,
      `uses: a/b@${sha} # main`,
    ]) {
      equal(unpinned(`steps:\n  ${line}\n`).length, 1, line);
    }
  },
  'unsafe is counted in code, and not in comments, texts or names': () => {
    equal(countUnsafe('unsafe fn a() { unsafe { b() } }\n#[unsafe(no_mangle)]'), 3);
    equal(
      countUnsafe(
        '// unsafe\n/* unsafe */ #![forbid(unsafe_code)] const A: &str = "an \\" unsafe"; r#"unsafe "quoted""#; \'a\'',
      ),
      0,
    );
    equal(countUnsafe("b'\"' unsafe {} b'\"' '\\'' unsafe {} <'a, 'b> unsafe {}"), 3);
    equal(countUnsafe('const QUOTE: &str = "\\""; unsafe {}'), 1);
  },
  'unsafe in a file that is not listed is found, and one more in a file that is': () => {
    const allowed = { 'a.rs': { count: 1, reason: 'needed' } };
    equal(problemsOfUnsafe({ 'a.rs': 1 }, allowed), []);
    equal(problemsOfUnsafe({ 'a.rs': 1, 'b.rs': 1 }, allowed).length, 1);
    equal(problemsOfUnsafe({ 'a.rs': 2 }, allowed).length, 1);
    equal(problemsOfUnsafe({}, allowed).length, 1);
  },
};
