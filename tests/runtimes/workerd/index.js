import { join } from 'node:path';
import { versionOf } from '../../../tools/lib/binaries.js';
import { withEsbuild, withWrangler } from './bundle.js';
import { serveAndAsk } from './serve.js';

/** The newest compatibility date that this workerd knows is in its own version: 1.YYYYMMDD.n. */
const version = versionOf('workerd');
const newest = version.replace(/^1\.(\d{4})(\d\d)(\d\d)\..*$/, '$1-$2-$3');

const dates = { '2025-01-01': '2025-01-01', 'newest date': newest };

export const rows = Object.entries(dates).flatMap(([name, date]) => [
  {
    name: `workerd, ${name}`,
    run: async (consumer) => {
      const folder = join(consumer, `workerd-${date}`);
      await withEsbuild(consumer, entryIn(consumer), folder);
      return { version: `${version}, ${date}`, ...(await serveAndAsk(folder, date)) };
    },
  },
  {
    name: `workerd, ${name}, wrangler's bundle`,
    run: async (consumer) => {
      const folder = await withWrangler(entryIn(consumer), join(consumer, `wrangler-${date}`), date);
      return { version: `${version}, ${date}, wrangler ${versionOf('wrangler')}`, ...(await serveAndAsk(folder, date)) };
    },
  },
]);

const entryIn = (consumer) => join(consumer, 'tests', 'runtimes', 'workerd', 'worker.js');
