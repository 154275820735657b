/** What PyPI gets: the very wheels that were compared and tried, all of them and none besides. */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installed } from '../../tools/lib/python.js';
import { attempt, root, run } from '../../tools/lib/shell.js';
import { releaseFiles } from '../../tools/release/compared.js';
import { facts } from '../../tools/release/facts.js';
import { filesOfVersion, gather } from '../../tools/release/pypi.js';
import { equal, ok } from '../conformance/assert.js';

const made = join(releaseFiles, 'python');
const { version } = facts().python;
const files = filesOfVersion('1.2.3');
const [oneWheel] = files.compared.filter((name) => name.endsWith('.whl'));

/** What gathering gives, of folders as they should be but for a change. */
function gathered(change) {
  const place = mkdtempSync(join(tmpdir(), 'hookproof-pypi-'));
  const places = Object.fromEntries(
    ['compared', 'tried', 'into'].map((name) => [name, join(place, name)]),
  );
  try {
    for (const folder of Object.values(places)) mkdirSync(folder);
    for (const name of files.compared) writeFileSync(join(places.compared, name), name);
    for (const name of [...files.compared, ...files.elsewhere])
      writeFileSync(join(places.tried, name), name);
    change(places);
    gather('1.2.3', places);
    return readdirSync(places.into).sort();
  } catch ({ message }) {
    return message;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

export const pypiTests = {
  'all that a release has is gathered, and nothing else': () =>
    equal(
      gathered(() => {}),
      [...files.compared, ...files.elsewhere].sort(),
    ),
  'what is missing, is too much, or was not tried as it was compared is not sent': () => {
    const wrong = {
      [`${files.elsewhere[0]} is missing`]: ({ tried }) => rmSync(join(tried, files.elsewhere[0])),
      [`${oneWheel} is missing`]: ({ compared }) => rmSync(join(compared, oneWheel)),
      'more.whl should not be there': ({ tried }) => writeFileSync(join(tried, 'more.whl'), ''),
      [`${oneWheel} is not the one that was tried`]: ({ tried }) =>
        appendFileSync(join(tried, oneWheel), 'x'),
    };
    for (const [message, change] of Object.entries(wrong)) equal(gathered(change), message);
  },
  'the sdist and the wheels have the names that are gathered': () => {
    const expected = filesOfVersion(version).compared.filter((name) => !name.includes('aarch64'));
    equal(readdirSync(made).sort(), expected.sort());
  },
  'the wheel for glibc runs in an empty environment': async () => {
    const [wheel] = readdirSync(made).filter((name) => name.includes('manylinux'));
    const python = await installed('from-release', join(made, wheel));
    ok(
      (await run(python, ['-I', join('tests', 'python', 'works.py')])).startsWith(
        `${version} ${version} None`,
      ),
    );
  },
  'a wheel is verified by making it again': async () => {
    const [wheel] = readdirSync(made).filter((name) => name.includes('manylinux'));
    const verify = (path) =>
      attempt(process.execPath, [join(root, 'tools', 'verify-build.js'), path]);
    const { code, output } = await verify(join(made, wheel));
    equal([code, output.includes('every byte is the same')], [0, true], output);
  },
};
