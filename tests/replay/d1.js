import { d1ReplayStore, sqliteReplayTable } from 'hookproof/replay';
import { equal, ok, rejected, thrown } from '../conformance/assert.js';
import { named } from '../conformance/outcome.js';
import { claim, done, newKey, newToken, sharedStoreTests, storeTests } from './store.js';
import { withWorker } from './worker.js';

const DAY = 86_400;

const special = ({ storeIn, told, restart }) => ({
  'a restart: what is done stays done, what is leased stays leased': async () => {
    const store = storeIn('DB');
    const [finished, leased, token] = [newKey(), newKey(), newToken()];
    await done(store, finished, 2 * DAY);
    equal(await claim(store, leased, { token }), 'claimed');
    await restart();
    const after = storeIn('DB');
    equal(
      [
        await claim(after, finished),
        await claim(after, leased),
        await after.complete(leased, token, 60),
      ],
      ['done', 'busy', true],
    );
  },
  'a table by another name is made by the store or by a migration, and made again when it is gone':
    async () => {
      const [table, key] = ['Webhooks_2', newKey()];
      for (const sql of sqliteReplayTable({ table }).split(';\n').filter(Boolean))
        await told('sql', sql);
      const store = storeIn('DB', 'named', { table });
      equal(
        [await claim(store, key), await told('sql', `SELECT COUNT(*) AS count FROM ${table}`)],
        ['claimed', [{ count: 1 }]],
      );
      await told('sql', `DROP TABLE ${table}`);
      await rejected(claim(store, key));
      equal([await claim(store, key), await claim(store, key)], ['claimed', 'busy']);
    },
  'what has ended goes by itself, as much as comes': async () => {
    const store = storeIn('DB', 'swept', { table: 'swept' });
    await claim(store, newKey());
    await told(
      'sql',
      `WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000) INSERT INTO swept SELECT 'old' || n, 't', 1, n FROM n`,
    );
    await Promise.all(Array.from({ length: 1000 }, () => claim(store, newKey())));
    const [{ count }] = await told(
      'sql',
      "SELECT COUNT(*) AS count FROM swept WHERE key LIKE 'old%'",
    );
    ok(count < 1500, `${count} of 2000 are left`);
  },
  'no binding, or a wrong option, is a mistake': () => {
    for (const db of [undefined, null, {}, { prepare() {} }])
      equal(thrown(() => d1ReplayStore(db)).code, 'ERR_OPTION');
    const db = { prepare() {}, batch() {} };
    for (const options of [{ table: 'a b' }, { table: 7 }, 'webhooks'])
      equal(thrown(() => d1ReplayStore(db, options)).code, 'ERR_OPTION');
  },
});

export const withTests = (use) =>
  withWorker(async (worker) => {
    const [one, other] = ['one', 'other'].map((name) => worker.storeIn('DB', name));
    await use(named({ ...storeTests(one), ...sharedStoreTests(one, other), ...special(worker) }));
  });
