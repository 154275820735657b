/** The replay stores on the real things: a process's memory, redis-server, workerd. Each in a process of its own. */
import { attempt } from '../../tools/lib/shell.js';
import { resultOf } from '../results.js';

const suite = (file) => async () => {
  const { stdout, output } = await attempt(process.execPath, ['--expose-gc', 'tests/replay/run.js', file]);
  const [line] = stdout.trim().split('\n').slice(-1);
  if (!line?.startsWith('{')) return { passed: 0, failed: 1, report: output };
  return resultOf(JSON.parse(line), `${file}: `);
};

export const replaySuites = [
  { name: 'replay: memory', quick: true, run: suite('memory.js') },
  { name: 'replay: redis-server, five clients', run: suite('redis.js') },
  { name: 'replay: Durable Objects in workerd', run: suite('durable-object.js') },
];
