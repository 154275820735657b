/**
 * What is known against what is installed. Each asks a service, and a machine that cannot reach it
 * says so. On GitHub's own machines all of them can be reached, and one that cannot has failed.
 */
import { attempt } from '../../tools/lib/shell.js';
import { cargoDeny } from '../../tools/lib/toolchain.js';

const mustReach = process.env.GITHUB_ACTIONS === 'true';
const DATABASE = 'https://github.com/RustSec/advisory-db';

/** `unreachable` is neither passed nor failed, unless it must be reached. */
const result = (name, { reached, clean, output }) => {
  if (reached) return { name, failed: !clean, unreachable: false, output };
  return { name, failed: mustReach, unreachable: true, output: `not reached: ${output}` };
};

export async function rustAdvisories() {
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0' };
  const database = await attempt('git', ['ls-remote', DATABASE, 'HEAD'], { env });
  if (database.code !== 0) return result('RustSec', { reached: false, output: database.output });
  const { code, output } = await attempt(await cargoDeny(), [
    '--all-features',
    'check',
    'advisories',
  ]);
  return result('RustSec', { reached: true, clean: code === 0, output });
}

/**
 * Of what ships, which has no dependency but what the examples bring, a new advisory stops every
 * change; of the rest it does not.
 */
export const npmAdvisories = async (
  args = ['--omit=dev', '--workspace=pkg', '--workspace=examples'],
) => {
  const { code, stdout, output } = await attempt('npm', [
    'audit',
    '--json',
    '--fetch-retries=0',
    ...args,
  ]);
  return result('npm audit', { reached: isReport(stdout), clean: code === 0, output });
};

/** That each package is the one that its registry signed. */
export async function npmSignatures() {
  const { code, stdout, output } = await attempt('npm', [
    'audit',
    'signatures',
    '--json',
    '--fetch-retries=0',
  ]);
  const found = parsed(stdout);
  return result('npm audit signatures', {
    reached: Array.isArray(found?.invalid),
    clean: code === 0,
    output,
  });
}

const isReport = (stdout) => typeof parsed(stdout)?.auditReportVersion === 'number';

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
