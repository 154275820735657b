/**
 * Runs inside Node, Deno or Bun: measures every peer, and prints the results as JSON. Takes the
 * settings as JSON.
 */
import { measureLabels } from './measure.js';
import { cellOf, repeat } from './peers/cell.js';
import { labels, peers } from './peers/index.js';

const settings = JSON.parse(process.argv.at(-1));
const modules = {};
for (const peer of Object.keys(peers)) modules[peer] = await import(`./peers/${peer}.js`);

const measured = labels({ hasNode: true, hasFiles: true });
const results = await measureLabels(
  measured,
  settings,
  (label) => cellOf(label, modules[label.peer]),
  time,
);
console.log(JSON.stringify(results));

async function time(cell, count) {
  const start = performance.now();
  const done = repeat(cell, count);
  if (cell.isAsync) await done;
  return performance.now() - start;
}
