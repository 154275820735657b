/**
 * `npm run try-package -- hookproof-1.2.3.tgz`: installs a packed package as a user would, and runs
 * the conformance suite on it, loaded in both ways. Needs Node and npm, on any system: nothing is
 * built and nothing else installed.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastJson } from './lib/shell.js';

const [tarball] = process.argv.slice(2);
if (tarball === undefined || process.env.npm_execpath === undefined) {
  console.error('usage: npm run try-package -- <tarball>');
  process.exit(2);
}
const tests = fileURLToPath(new URL('../tests', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hookproof-try-'));
// npm as a script: on Windows the program of that name is one for a shell.
const node = (...args) =>
  execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 });

let failed = 0;
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  node(
    process.env.npm_execpath,
    'install',
    resolve(process.env.INIT_CWD, tarball),
    '--no-audit',
    '--no-fund',
  );
  for (const name of ['conformance', 'vectors', 'runtimes'])
    cpSync(join(tests, name), join(folder, 'tests', name), { recursive: true });
  for (const [how, runner] of Object.entries({ ESM: 'esm.js', CommonJS: 'cjs.cjs' })) {
    const { passed, failures } = lastJson(node(join('tests', 'runtimes', runner)));
    for (const { name, message } of failures) console.error(`${how}: ${name}\n${message}`);
    console.log(
      `${how}, Node ${process.versions.node}, ${process.platform}-${process.arch}: ${passed} passed, ${failures.length} failed`,
    );
    failed += failures.length + (passed === 0 ? 1 : 0);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
