/**
 * `npm run bench`: how long one verification takes, here and with what a user would pick instead.
 * Writes RESULTS.md beside this file, and every figure to target/bench/results.json.
 *
 * `-- servers` measures the adapters on their servers instead, and writes SERVERS.md and
 * target/bench/servers.json; `-- gateway` the filter in Envoy, and writes GATEWAY.md; `-- python`
 * the Python package. `--quick` measures shortly, one verification on Node only; `--only
 * node20,deno` measures some parts. Neither writes, but for `servers --only once` or `servers --only
 * fastify5,next`: they measure these anew, and leave the other rows of the last whole run.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../tools/build.js';
import { root, say } from '../tools/lib/shell.js';
import { installPackages } from '../tools/lib/toolchain.js';

const folder = import.meta.dirname;
const whole = { rounds: 21, batchMilliseconds: 12, starts: 15 };
const short = { rounds: 5, batchMilliseconds: 4, starts: 5 };
const steady = { rounds: 5, seconds: 2 };
const glance = { rounds: 2, seconds: 1 };

await installPackages();
const { withConsumer } = await import('../tools/lib/consumer.js');
const { measureColdStarts } = await import('./cold-start/index.js');
const { machine, versions } = await import('./machine.js');
const { report, tables } = await import('./render/report.js');
const { runtimes } = await import('./runtimes.js');
const { buildSha2Alone } = await import('./sha2-alone.js');
const { measureServers, parts: serverParts } = await import('./servers/index.js');
const { serversReport, serversTables } = await import('./render/servers.js');
const { nodeVersions } = await import('../tools/lib/versions.js');

const coldStart = 'cold-start';
const all = [...Object.keys(runtimes), coldStart];
const { quick, only, word } = options();

await build();
if (word === 'gateway') {
  const { gatewayReport, gatewayTable, measureGateway } = await import('./gateway/index.js');
  const rows = await measureGateway(quick ? glance : steady);
  console.log(`\n${gatewayTable(rows)}\n`);
  if (!quick) write('gateway.json', { date: today(), machine, rows }, 'GATEWAY.md', gatewayReport);
} else if (word === 'python') {
  const { benchPython } = await import('./python/index.js');
  await benchPython(quick ? short : whole);
} else if (word === 'servers') {
  const measured = await withConsumer((consumer) =>
    measureServers(benchIn(consumer), { starts: quick ? 1 : 3, only }),
  );
  console.log(`\n${serversTables(measured)}\n`);
  const rows = only === undefined || quick ? measured : amongLast('servers.json', measured);
  const results = {
    date: today(),
    machine,
    versions: { ...versions, node: nodeVersions[26] },
    rows,
  };
  if (!quick && rows !== undefined) write('servers.json', results, 'SERVERS.md', serversReport);
} else {
  const parts = only ?? (quick ? ['node20', 'node26', coldStart] : all);
  const results = await withConsumer((consumer) => measureParts(consumer, parts));
  console.log(tables(results));
  if (!quick && only === undefined) write('results.json', results, 'RESULTS.md', report);
}

async function measureParts(consumer, parts) {
  const settings = quick ? short : whole;
  const bench = benchIn(consumer);
  cpSync(await buildSha2Alone(), join(bench, 'sha2-alone.wasm'));
  const results = { date: today(), machine, versions, settings, runtimes: [], coldStarts: [] };
  for (const part of parts) {
    say(part === coldStart ? 'measuring cold starts' : `measuring in ${runtimes[part].title}`);
    if (part === coldStart) results.coldStarts = await measureColdStarts(bench, settings);
    else
      results.runtimes.push({
        id: part,
        title: runtimes[part].title,
        cells: await runtimes[part].measure(bench, settings),
      });
  }
  return results;
}

/** A copy beside the consumer's node_modules, so that the peers import the packed hookproof. */
function benchIn(consumer) {
  const bench = join(consumer, 'bench');
  cpSync(folder, bench, { recursive: true });
  return bench;
}

function today() {
  return new Date().toISOString().slice(0, 10);
}

/**
 * Gives the rows of the last whole run, with those that were measured anew in their places; nothing
 * if there was no such run on this machine today.
 */
function amongLast(figures, measured) {
  const path = join(root, 'target', 'bench', figures);
  const last = existsSync(path) ? JSON.parse(readFileSync(path)) : {};
  if (last.date !== today() || JSON.stringify(last.machine) !== JSON.stringify(machine)) {
    say('wrote nothing: there was no whole run today, for these rows to stand among');
    return undefined;
  }
  const place = ({ id, run, size, kind, receiver }) => [id, run, size, kind, receiver].join();
  const anew = new Map(measured.map((row) => [place(row), row]));
  return last.rows.map((row) => anew.get(place(row)) ?? row);
}

/** The figures belong to the run, and the page to the history. */
function write(figures, results, page, render) {
  const target = join(root, 'target', 'bench');
  mkdirSync(target, { recursive: true });
  for (const [path, text] of [
    [join(target, figures), `${JSON.stringify(results, null, 2)}\n`],
    [join(folder, page), render(results)],
  ]) {
    writeFileSync(path, text);
    say(`wrote ${relative(root, path)}`);
  }
}

function options() {
  try {
    const { values, positionals } = parseArgs({
      options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
      allowPositionals: true,
    });
    const [word, ...others] = positionals;
    if (others.length > 0 || ![undefined, 'servers', 'python', 'gateway'].includes(word))
      throw new Error('the only words are servers, python and gateway');
    const parts = { servers: serverParts, gateway: [], python: [] }[word] ?? all;
    const only = values.only?.split(',');
    if (only?.some((part) => !parts.includes(part)))
      throw new Error(
        parts.length > 0 ? `--only takes some of: ${parts.join(', ')}` : `${word} has no parts`,
      );
    return { ...values, only, word };
  } catch (error) {
    console.error(
      `${error.message}\nusage: npm run bench [-- [servers | python | gateway] [--quick] [--only PART,…]]`,
    );
    process.exit(2);
  }
}
