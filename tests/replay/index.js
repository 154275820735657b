/** The replay stores on the real things: a process's memory, redis-server, PostgreSQL, SQLite, workerd. Each in a process of its own. */
import { lastJson, run } from '../../tools/lib/shell.js';
import { resultOf } from '../results.js';

const suite = (file) => async () =>
  resultOf(lastJson(await run(process.execPath, ['--expose-gc', 'tests/replay/run.js', file])), `${file}: `);

export const replaySuites = [
  { name: 'replay: memory', quick: true, run: suite('memory.js') },
  { name: 'replay: redis-server, five clients, a cluster', run: suite('redis.js') },
  { name: 'replay: PostgreSQL, two drivers, exactly once', run: suite('postgres.js') },
  { name: 'replay: SQLite, five drivers', run: suite('sqlite.js') },
  { name: 'replay: Durable Objects in workerd', run: suite('durable-object.js') },
  { name: 'replay: D1 in workerd', run: suite('d1.js') },
];
