/** The table of runtimes in README.md: written by a run, never by hand. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/shell.js';

const readme = join(root, 'README.md');
const block = /(<!-- runtimes: written by `npm run test:runtimes -- --write` -->\n)[^]*?(<!-- \/runtimes -->)/;

export function writeTable(results) {
  writeFileSync(readme, readFileSync(readme, 'utf8').replace(block, (_, start, end) => `${start}\n${tableOf(results)}\n\n${end}`));
}

/** What the README says and this run does not, leaving versions aside: Debian's browsers get new ones by themselves. */
export function outdated(results) {
  const [shown] = block.exec(readFileSync(readme, 'utf8')) ?? [''];
  const cells = (text) => [...text.matchAll(/^\| ([^|]+?) \| [^|]* \| (\d+) \|/gm)].map(([, name, cases]) => `${name}: ${cases}`).join('\n');
  return cells(shown) === cells(tableOf(results)) ? '' : "README.md's table is not this run's: npm run test:runtimes -- --write";
}

function tableOf(results) {
  const rows = results.map(({ name, version, passed, failed }) => `| ${name} | ${version} | ${passed} | ${failed === 0 ? 'pass' : `${failed} fail`} |`);
  return ['| runtime | version | cases | result |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
