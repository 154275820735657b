/**
 * Tests the replay stores on real databases: a process's memory, redis-server, PostgreSQL, SQLite,
 * workerd. Each runs in a process of its own.
 */
import { scriptOf } from '../../tools/lib/binaries.js';
import { attempt, lastJson, run } from '../../tools/lib/shell.js';
import { resultOf } from '../results.js';
import { installClients } from './clients/install.js';

const suite = (file) => async () =>
  resultOf(
    lastJson(await run(process.execPath, ['--expose-gc', 'tests/replay/run.js', file])),
    `${file}: `,
  );

/** What the drivers' own types say that they are is what the stores take. */
async function typesOfDrivers() {
  await installClients();
  const { code, output } = await attempt(process.execPath, [
    scriptOf('typescript', 'tsc'),
    '-p',
    'tests/replay/clients',
  ]);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, report: output };
}

export const replaySuites = [
  { name: 'replay: memory', quick: true, run: suite('memory.js') },
  { name: 'replay: redis-server, five clients, a cluster', run: suite('redis.js') },
  { name: 'replay: PostgreSQL, two drivers, exactly once', run: suite('postgres.js') },
  { name: 'replay: SQLite, five drivers', run: suite('sqlite.js') },
  { name: 'replay: Durable Objects in workerd', run: suite('durable-object.js') },
  { name: 'replay: D1 in workerd', run: suite('d1.js') },
  { name: 'replay: the types of the drivers', run: typesOfDrivers },
];
