/** The stand-in for Redis that users of ioredis have in their tests. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { redisReplayStore } from 'hookproof/replay';
import { run } from '../../tools/lib/shell.js';
import { equal, ok } from '../conformance/assert.js';
import { named } from '../conformance/outcome.js';
import { newId, sharedStoreTests, storeTests } from './store.js';

const folder = join(import.meta.dirname, 'ioredis-mock');

export async function withTests(use) {
  await run('npm', ['ci', '--no-audit', '--no-fund', '--prefix', folder]);
  const Redis = createRequire(join(folder, 'package.json'))('ioredis-mock');
  const clients = { 'as it is made': new Redis(), lazy: new Redis({ lazyConnect: true }) };
  for (const [name, client] of Object.entries(clients)) {
    await use(named(storeTests(redisReplayStore(client)), `ioredis-mock, ${name}: `));
  }
  await use(named(sharedStoreTests(redisReplayStore(new Redis()), redisReplayStore(new Redis())), 'ioredis-mock, two clients: '));
  await use(
    named({
      'ioredis-mock: a claim does not wait for a connection': async () => {
        const store = redisReplayStore(new Redis(), { timeoutMs: 1000 });
        const start = performance.now();
        equal(await store.claim(newId(), 60), true);
        ok(performance.now() - start < 500, 'it waited');
      },
    }),
  );
}
