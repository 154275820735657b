/**
 * Tests what the types promise: the projects of this folder compile, and a `switch` that forgets an
 * event does not.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptOf } from '../../tools/lib/binaries.js';
import { attempt, root } from '../../tools/lib/shell.js';

const folder = import.meta.dirname;
const projects = ['pulse', 'clients', 'workers'];

const compile = (project) =>
  attempt(process.execPath, [scriptOf('typescript', 'tsc'), '-p', project]);

export async function types() {
  const problems = [];
  for (const project of projects) {
    const { code, output } = await compile(join(folder, project));
    problems.push(code === 0 ? '' : `${project}\n${output}`);
  }
  problems.push(...(await withoutOneCase()));
  const found = problems.filter(Boolean);
  return {
    passed: problems.length - found.length,
    failed: found.length,
    report: found.join('\n\n'),
  };
}

/**
 * Returns the exhaustive `switch` without each of its cases in turn: for each, what went wrong if
 * it compiles.
 */
async function withoutOneCase() {
  const whole = readFileSync(join(folder, 'pulse', 'exhaustive.ts'), 'utf8');
  const cases = whole.match(/^ +case '.*\n +return .*\n/gm);
  mkdirSync(join(root, 'target'), { recursive: true });
  const project = mkdtempSync(join(root, 'target', 'types-'));
  try {
    const { compilerOptions } = JSON.parse(
      readFileSync(join(folder, 'pulse', 'tsconfig.json'), 'utf8'),
    );
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, include: ['*.ts'] }),
    );
    cases.forEach((removed, at) =>
      writeFileSync(join(project, `without-${at}.ts`), whole.replace(removed, '')),
    );
    const { output } = await compile(project);
    const tells = (at) =>
      new RegExp(
        `without-${at}\\.ts.*error TS2322: .*PulseJob.* is not assignable to type 'UnknownPulseEvent'`,
      ).test(output);
    const silent = cases.map((removed, at) =>
      tells(at) ? '' : `it compiles without ${removed.trim()}\n${output}`,
    );
    return cases.length === 5 ? silent : [`there are ${cases.length} cases, not five`];
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}
