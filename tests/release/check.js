/** What is said of a tag before it is released, and what is written about it. */
import { readmeFor } from '../../tools/lib/readme.js';
import { sectionOf } from '../../tools/release/changelog.js';
import { addressOf, facts } from '../../tools/release/facts.js';
import { problems } from '../../tools/release/problems.js';
import { equal, ok } from '../conformance/assert.js';

const repository = 'https://github.com/owner/name';
const good = {
  manifest: { version: '1.2.3', repository },
  crate: { version: '1.2.3', repository },
  python: { version: '1.2.3', repository },
  gateway: { version: '1.2.3', repository },
  locked: '1.2.3',
  saysUnpublished: [],
  changelog:
    '# Changelog\n\n## [Unreleased]\n\n## [1.2.3]\n\n- One thing.\n\n## [1.2.2]\n\n- Another.\n',
};

/** What is wrong with a release that differs from a good one. */
const wrong = (change, tag = 'v1.2.3', where = 'owner/name') =>
  problems(tag, { ...good, ...change }, where);

const refused = {
  'another tag': [wrong({}, 'v1.2.4'), /the tag is v1\.2\.4/],
  'a tag without its v': [wrong({}, '1.2.3'), /it would be v1\.2\.3/],
  'a crate of another version': [
    wrong({ crate: { version: '1.2.2', repository } }),
    /Cargo\.toml has version 1\.2\.2/,
  ],
  'a Python package of another version': [
    wrong({ python: { version: '1.2.2', repository } }),
    /python\/Cargo\.toml has version 1\.2\.2/,
  ],
  'a filter of another version': [
    wrong({ gateway: { version: '1.2.2', repository } }),
    /gateway\/Cargo\.toml has version 1\.2\.2/,
  ],
  'a lock file of another version': [wrong({ locked: '1.2.2' }), /Cargo\.lock has version 1\.2\.2/],
  'a changelog without the version': [
    wrong({ changelog: '## [Unreleased]\n\n- One thing.\n' }),
    /says nothing of 1\.2\.3/,
  ],
  'a changelog with an empty section': [
    wrong({ changelog: '## [1.2.3]\n\n## [1.2.2]\n' }),
    /says nothing of 1\.2\.3/,
  ],
  'a package without a repository': [
    wrong({
      manifest: { version: '1.2.3' },
      crate: { version: '1.2.3' },
      python: { version: '1.2.3' },
      gateway: { version: '1.2.3' },
    }),
    /set it to the GitHub address/,
  ],
  'a workflow of another repository': [
    wrong({}, 'v1.2.3', 'fork/name'),
    /this workflow runs in fork\/name/,
  ],
  'a crate of another repository': [
    wrong({ crate: { version: '1.2.3', repository: `${repository}-2` } }),
    /^Cargo\.toml has the repository/,
  ],
  'a crate without a repository': [
    wrong({ crate: { version: '1.2.3' } }),
    /^Cargo\.toml has no repository/,
  ],
  'a Python package without a repository': [
    wrong({ python: { version: '1.2.3' } }),
    /python\/Cargo\.toml has no repository/,
  ],
  'a page that says that nothing is published': [
    wrong({ saysUnpublished: ['README.md'] }),
    /README\.md says that the packages are not published/,
  ],
  'a Python package of another repository': [
    wrong({ python: { version: '1.2.3', repository: `${repository}-2` } }),
    /python\/Cargo\.toml has the repository/,
  ],
};

export const checkTests = {
  'a good tag is released': () => equal(wrong({}), []),
  ...Object.fromEntries(
    Object.entries(refused).map(([name, [found, expected]]) => [
      `not released: ${name}`,
      () => {
        equal(found.length, 1);
        ok(expected.test(found[0]), found[0]);
      },
    ]),
  ),
  'this tree could be released, but for what its owner decides': () => {
    const { manifest, changelog } = facts();
    // Where it is published from, and the day: until then the changes are under [Unreleased].
    const decided =
      /^pkg\/package\.json has no repository|^CHANGELOG\.md says nothing of|says that the packages are not published yet/;
    const found = problems(`v${manifest.version}`, facts()).filter(
      (problem) => !decided.test(problem),
    );
    equal(found, []);
    ok(sectionOf(changelog, manifest.version) || sectionOf(changelog, 'Unreleased'), 'no changes');
  },
  'a repository is an address at GitHub, written in one way': () =>
    equal([repository, 'owner/name', `${repository}.git`, undefined].map(addressOf), [
      repository,
      undefined,
      undefined,
      undefined,
    ]),
  'the section of a version is its own and nothing else': () =>
    equal(sectionOf(good.changelog, '1.2.3'), '- One thing.'),
  'in the published README every relative link leads to the tag, and no other changes': () => {
    const readme = '[![a](www/a.png)](docs/a.md) ![b](b.svg) [c](https://example.com/c) [d](#d)';
    const [raw, blob] = ['raw', 'blob'].map((kind) => `${repository}/${kind}/v1.2.3`);
    const published = `[![a](${raw}/www/a.png)](${blob}/docs/a.md) ![b](${raw}/b.svg) [c](https://example.com/c) [d](#d)`;
    equal(readmeFor(readme, good.manifest), published);
    equal(readmeFor(readme, { version: '1.2.3' }), readme);
  },
};
