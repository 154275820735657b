import { versionOf } from '../../../tools/lib/binaries.js';
import { workerd } from './serve.js';

/** The newest compatibility date that this workerd knows is in its own version: 1.YYYYMMDD.n. */
const version = versionOf('workerd');
const newest = version.replace(/^1\.(\d{4})(\d\d)(\d\d)\..*$/, '$1-$2-$3');

export const rows = ['2025-01-01', newest].map((date) => ({
  name: `workerd, ${date === newest ? 'newest compatibility date' : date}`,
  run: async (consumer) => ({ version: `${version}, ${date}`, ...(await workerd(consumer, date)) }),
}));
