/** The replay stores on the real things: a process's memory, redis-server, workerd; and on what stands in for one. Each in a process of its own. */
import { lastJson, run } from '../../tools/lib/shell.js';
import { resultOf } from '../results.js';

const suite = (file) => async () =>
  resultOf(lastJson(await run(process.execPath, ['--expose-gc', 'tests/replay/run.js', file])), `${file}: `);

export const replaySuites = [
  { name: 'replay: memory', quick: true, run: suite('memory.js') },
  { name: 'replay: redis-server, five clients', run: suite('redis.js') },
  { name: 'replay: ioredis-mock', run: suite('ioredis-mock.js') },
  { name: 'replay: Durable Objects in workerd', run: suite('durable-object.js') },
];
