import { join } from 'node:path';
import { versionOf } from '../../../tools/lib/binaries.js';
import { newestDate } from '../../../tools/lib/workerd.js';
import { withEsbuild, withWrangler } from './bundle.js';
import { serveAndAsk } from './serve.js';

const version = versionOf('workerd');

const entryIn = (consumer, name = 'worker.js') =>
  join(consumer, 'tests', 'runtimes', 'workerd', name);

const dates = { '2025-01-01': '2025-01-01', 'newest date': newestDate };

const byDate = Object.entries(dates).flatMap(([name, date]) => [
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
      const folder = await withWrangler(
        entryIn(consumer),
        join(consumer, `wrangler-${date}`),
        date,
      );
      return {
        version: `${version}, ${date}, wrangler ${versionOf('wrangler')}`,
        ...(await serveAndAsk(folder, date)),
      };
    },
  },
]);

/** Where Node's modules are there, so is its SHA-256. */
const withNodeCompat = {
  name: "workerd, nodejs_compat, host's hash always",
  run: async (consumer) => {
    const folder = join(consumer, 'workerd-nodejs-compat');
    await withEsbuild(consumer, entryIn(consumer, 'worker-host-hash-always.js'), folder);
    return {
      version: `${version}, 2025-01-01`,
      ...(await serveAndAsk(folder, '2025-01-01', ['nodejs_compat'])),
    };
  },
};

export const rows = [...byDate, withNodeCompat];
