/**
 * `npm run bench -- python`: the Python package beside what a user would pick instead, in one run;
 * prints tables and writes nothing.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { signWebhook } from 'hookproof';
import { builtAs, pythonWithPackage } from '../../tools/lib/python.js';
import { lastJson, run, say } from '../../tools/lib/shell.js';
import { median } from '../measure.js';
import { secret } from '../webhook.js';

const place = (name) => join(import.meta.dirname, name);

export async function benchPython({ rounds, starts }) {
  const python = await pythonWithPackage();
  say('measuring one verification');
  const rows = lastJson(await run(python, ['-I', place('measure.py'), String(rounds)]));
  console.log(
    '\nMicroseconds for one verification, 13 headers; in brackets how many times hookproof is as fast.\n',
  );
  const peers = Object.keys(rows[0]).filter((name) => name !== 'size');
  table(
    ['bytes', ...peers],
    rows.map((row) => [row.size, ...peers.map((peer) => figure(row[peer], row.hookproof))]),
  );

  say('measuring imports and first verdicts');
  const body = '{"type": "job.completed"}';
  const asked = JSON.stringify([body, signWebhook(body, secret), secret]);
  const taken = { hookproof: [], standardwebhooks: [] };
  for (let start = 0; start < starts; start++) {
    for (const peer of Object.keys(taken))
      taken[peer].push(Number(await run(python, ['-I', place('first-verdict.py'), peer, asked])));
  }
  console.log(
    '\nMilliseconds from the import to the end of the first verdict, in a new process.\n',
  );
  table(
    ['peer', 'ms'],
    Object.entries(taken).map(([peer, samples]) => [
      peer,
      figure(median(samples), median(taken.hookproof)),
    ]),
  );
  console.log(`\nThe wheel has ${(statSync(await builtAs('wheel')).size / 1000).toFixed(0)} KB.`);
}

const figure = (value, ours) => `${value.toPrecision(3)} (${(value / ours).toFixed(2)})`;

function table(head, rows) {
  for (const row of [head, head.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
}
