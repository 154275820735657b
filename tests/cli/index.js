/**
 * Runs the command line through a real shell, from the installed tarball, on every runtime that it
 * is for.
 */
import { equal } from '../conformance/assert.js';
import { named, runTests } from '../conformance/outcome.js';
import { inLanes } from '../lanes.js';
import { resultOf } from '../results.js';
import { outdated } from './documentation.js';
import { encodings } from './encodings.js';
import { forward } from './forward.js';
import { general } from './general.js';
import { hostile } from './hostile.js';
import { listen } from './listen.js';
import { masking } from './masking.js';
import { programs } from './programs.js';
import { secrets } from './secrets.js';
import { send } from './send.js';
import { Shell } from './shell.js';
import { sign } from './sign.js';
import { terminal } from './terminal.js';
import { verify } from './verify.js';

const families = {
  general,
  secrets,
  masking,
  encodings,
  sign,
  verify,
  send,
  listen,
  forward,
  hostile,
  terminal,
};
const all = Object.entries(families).flatMap(([family, tests]) => named(tests, `${family}: `));

/** Returns a row for each runtime, and one for the documentation. */
export async function runCommandLine(consumer, onRow) {
  const documentation = await runTests(
    named({ 'the documentation': async () => equal(await outdated(), '') }, 'command line: '),
  );
  const rows = await inLanes(programs, async ({ name, launcher, folders }) => {
    const start = performance.now();
    const place = { consumer, launcher, path: await folders(consumer) };
    const tests = all.map(({ name: what, run }) => ({
      name: what,
      run: () => run(new Shell(place)),
    }));
    const result = resultOf(await runTests(tests), `${name}: `);
    const row = {
      name: `command line: ${name}`,
      ...result,
      seconds: (performance.now() - start) / 1000,
    };
    onRow(row);
    return row;
  });
  return [resultOf(documentation), ...rows];
}
