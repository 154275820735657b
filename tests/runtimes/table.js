/** The tables of docs/runtimes.md, a summary and each row: written by a run, never by hand. */
import { write, written } from '../docs/written.js';
import { families as hosts } from '../hosts/index.js';
import { families as runtimes } from './index.js';

const page = 'docs/runtimes.md';

/** Every row that there is, in the tables' order. */
const names = [runtimes, hosts]
  .flatMap((families) => Object.values(families).flat())
  .map(({ name }) => name);

/** Writes what was run into the tables; rows that were not run stay as they are. */
export function writeTables(results) {
  const known = [...results, ...rowsOfPage()];
  const rows = names.map((name) => known.find((row) => row.name === name)).filter(Boolean);
  write(page, 'runtimes', longTable(rows));
  write(page, 'summary', shortTable(rows));
}

/**
 * Returns what the pages say of these rows and this run does not, leaving versions aside: Debian's
 * browsers get new ones by themselves.
 */
export function outdated(results) {
  const rows = rowsOfPage();
  const cells = ({ name, passed, failed }) => `${name}: ${passed}, ${verdict(failed)}`;
  const said = new Set(rows.map(cells));
  const ran = results.filter(({ skipped = 0 }) => skipped === 0);
  const isLong =
    ran.every((result) => said.has(cells(result))) &&
    rows.every(({ name }) => names.includes(name));
  const isShort = written(page, 'summary') === shortTable(rows);
  return isShort && isLong
    ? ''
    : "the tables of docs/runtimes.md are not this run's: npm run test:runtimes -- --write";
}

/** Returns the rows of the long table, as they were written. */
const rowsOfPage = () =>
  [
    ...written(page, 'runtimes').matchAll(
      /^\| ([^|]+?) \| ([^|]*?) \| (\d+) \| (?:pass|(\d+) fail) \|$/gm,
    ),
  ].map(([, name, version, passed, failed = 0]) => ({
    name,
    version,
    passed: Number(passed),
    failed: Number(failed),
  }));

const verdict = (failed) => (failed === 0 ? 'pass' : `${failed} fail`);

function longTable(results) {
  const rows = results.map(
    ({ name, version, passed, failed }) =>
      `| ${name} | ${version} | ${passed} | ${verdict(failed)} |`,
  );
  return ['| runtime | version | cases | result |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/**
 * Returns a row for each runtime, its releases in one: `Node 20, ESM` and `Node 22, ESM` are `Node
 * 20, 22` and `ESM`.
 */
function shortTable(results) {
  const rows = [];
  for (const { ways, ...group } of grouped(results)) {
    const last = rows.at(-1);
    const how = ways.filter(Boolean).join('; ');
    if (last?.runtime === group.runtime && last.how === how && last.passed === group.passed) {
      last.releases.push(group.release);
      last.failed += group.failed;
    } else rows.push({ ...group, how, releases: [group.release] });
  }
  const lines = rows.map(
    ({ runtime, releases, how, passed, failed }) =>
      `| ${[runtime, releases.join(', ')].join(' ').trim()} | ${how} | ${passed} | ${verdict(failed)} |`,
  );
  return ['| runtime | how | cases, each | result |', '| --- | --- | --- | --- |', ...lines].join(
    '\n',
  );
}

function grouped(results) {
  const groups = new Map();
  for (const { name, passed, failed } of results) {
    const [, title, way = ''] = /^(.*?)(?:, (.*))?$/.exec(name);
    const [, runtime, release = ''] = /^(\S+)(?: (.*))?$/.exec(title);
    const group = groups.get(title) ?? { runtime, release, passed, failed: 0, ways: [] };
    group.ways.push(way);
    group.failed += failed;
    groups.set(title, group);
  }
  return groups.values();
}
