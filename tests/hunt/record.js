/** What the hunts found last: a data file, and the table that it is shown as. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/shell.js';
import { hunts } from './index.js';

const data = join(import.meta.dirname, 'results.json');
const page = join(root, 'tests', 'HUNT.md');

/** Keeps the result of one hunt, and writes the table anew. */
export function record({ name, count, unit, failed, note, hours }) {
  const date = new Date().toISOString().slice(0, 10);
  const found = {
    name,
    date,
    count,
    unit,
    failed,
    hours: Number(hours.toFixed(3)),
    note,
    versions: versions(),
  };
  const others = results().filter((result) => result.name !== name);
  const place = ({ name: one }) => hunts.findIndex((hunt) => hunt.name === one);
  const all = [...others, found]
    .filter((result) => place(result) >= 0)
    .sort((one, other) => place(one) - place(other));
  writeFileSync(data, `${JSON.stringify(all, undefined, 2)}\n`);
  writeFileSync(page, pageOf(all));
}

/**
 * Whether the page is what the data say, and nothing on record failed. A hunt that was never run is
 * told beside it.
 */
export const recordSuite = {
  name: 'hunt: its record',
  quick: true,
  run: async () => {
    const all = results();
    const failures = all
      .filter(({ failed }) => failed > 0)
      .map(({ name, failed }) => `${name} failed ${failed} times`);
    const problems =
      readFileSync(page, 'utf8') === pageOf(all)
        ? failures
        : [...failures, 'tests/HUNT.md is not what tests/hunt/results.json says'];
    const missing = hunts
      .filter(({ name }) => all.every((result) => result.name !== name))
      .map(({ name }) => name);
    return {
      passed: all.length - failures.length,
      failed: problems.length,
      report: problems.join('\n'),
      note: missing.length === 0 ? undefined : `never run: ${missing.join('; ')}`,
    };
  },
};

const results = () => JSON.parse(readFileSync(data, 'utf8'));

function versions() {
  const [, rust] = /^rustc (\S+)/.exec(
    execFileSync('rustc', ['--version'], { cwd: root, encoding: 'utf8' }),
  );
  return `Node ${process.versions.node}, Rust ${rust}`;
}

function pageOf(all) {
  const rows = all.map(
    ({ name, date, count, unit, failed, hours, note, versions: on }) =>
      `| ${[name, `${count.toLocaleString('en')} ${unit}`, failed, hours.toFixed(2), date, on, note].join(' | ')} |`,
  );
  const hours = all.reduce((sum, result) => sum + result.hours, 0);
  return `# The last hunt

Written by \`npm run hunt\`, which runs the long versions of what \`npm test\` does shortly. A row is the last run of that hunt; together they
took ${hours.toFixed(1)} hours. What a failure led to is a regression vector in [vectors/](vectors) or a named test.

| hunt | tried | failures | hours | date | with | note |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
