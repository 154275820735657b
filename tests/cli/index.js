/** The command line, through a real shell, from the installed tarball, on every runtime that it is for. */
import { outdated } from './documentation.js';
import { general } from './general.js';
import { listen } from './listen.js';
import { programs } from './programs.js';
import { secrets } from './secrets.js';
import { send } from './send.js';
import { Shell } from './shell.js';
import { sign } from './sign.js';
import { terminal } from './terminal.js';
import { verify } from './verify.js';

const families = { general, secrets, sign, verify, send, listen, terminal };

/** A row for each runtime whose name has one of the words in it, and one for the documentation; only tests with `only` in their name. */
export async function runCommandLine(consumer, onRow, { words = [''], only = '' } = {}) {
  const rows = [await documentation()];
  for (const { name, launcher, folders } of programs.filter(({ name: program }) => words.some((word) => program.includes(word)))) {
    const start = performance.now();
    const tests = Object.entries(families).flatMap(([family, cases]) =>
      Object.entries(cases).map(([what, test]) => [`${family}: ${what}`, test]),
    );
    const result = await runTests(
      tests.filter(([what]) => what.includes(only)),
      name,
      { consumer, launcher, path: await folders(consumer) },
    );
    rows.push({ name: `command line: ${name}`, ...result, seconds: (performance.now() - start) / 1000 });
    onRow(rows.at(-1));
  }
  return rows;
}

async function documentation() {
  const report = await outdated();
  return { name: 'command line: documentation', passed: report === '' ? 1 : 0, failed: report === '' ? 0 : 1, report };
}

async function runTests(tests, program, place) {
  const reports = [];
  for (const [name, test] of tests) {
    try {
      await test(new Shell(place));
    } catch (error) {
      reports.push(`${program}: ${name}\n${error.stack}`);
    }
  }
  return { passed: tests.length - reports.length, failed: reports.length, report: reports.join('\n\n') };
}
