/**
 * workerd's clock stands still while a request runs, so it is timed from outside: a request that
 * verifies n times, less the median of requests that verify not at all.
 */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { withWorkerd } from '../../tools/lib/workerd.js';
import { measureLabels, median } from '../measure.js';
import { labels } from '../peers/index.js';
import { bundleWorker } from './bundle.js';

export async function measureInWorkerd(bench, { date, hasNode }, settings) {
  const measured = labels({ hasNode, hasFiles: false });
  const folder = join(bench, `workerd-${date}`);
  await bundleWorker(
    bench,
    'workerd/worker.js',
    [...new Set(measured.map(({ peer }) => peer))],
    folder,
  );
  return await withWorkerd({ folder, date }, async (url) => {
    const overhead = await overheadOf(url, measured[0]);
    const time = async (label, count) => Math.max(0, (await ask(url, label, count)) - overhead);
    return await measureLabels(measured, settings, (label) => label, time);
  });
}

async function overheadOf(url, label) {
  const samples = [];
  for (let round = 0; round < 300; round++) samples.push(await ask(url, label, 0));
  return median(samples);
}

async function ask(url, label, count) {
  const start = performance.now();
  const response = await fetch(`${url}?${new URLSearchParams({ ...label, count })}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`workerd answered ${response.status}: ${text}`);
  return performance.now() - start;
}
