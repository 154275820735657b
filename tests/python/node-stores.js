/**
 * Asks the JavaScript stores for the tests in Python: one line of JSON is one call, or the name of
 * what they say to their databases.
 */
import { createInterface } from 'node:readline';
import {
  d1ReplayStore,
  postgresReplayStore,
  postgresReplayTable,
  redisReplayStore,
  sqliteReplayTable,
} from 'hookproof/replay';
import { openers } from '../replay/openers.js';

const [redis, postgres, sqlite] = process.argv.slice(2);
const opened = {
  redis: await openers['ioredis 6'](redis),
  postgres: await openers.pg(postgres),
  sqlite: await openers['better-sqlite3'](sqlite),
};

/**
 * Returns what the stores say, by the name of the method: to clients that answer nothing of use.
 */
async function said(table) {
  const texts = [];
  const note = (text) => {
    texts.push(text);
    return { rows: [{ is_there: true, state: 'busy' }] };
  };
  const clients = {
    redis: redisReplayStore({ eval: async (script) => (note(script), 'busy'), defineCommand() {} }),
    postgres: postgresReplayStore({ query: async (text) => note(text) }, { table }),
    sqlite: d1ReplayStore(
      {
        prepare: (sql) => ({ bind: () => sql }),
        batch: async (all) => all.map((sql) => (note(sql), { results: [] })),
      },
      { table },
    ),
  };
  const found = {};
  for (const [name, store] of Object.entries(clients)) {
    found[name] = {};
    for (const [method, ...args] of [
      ['claim', { leaseSeconds: 1, token: 'b' }],
      ['complete', 'b', 1],
      ['release', 'b'],
    ]) {
      // The first one of a store also creates its table.
      texts.length = 0;
      await store[method]('a', ...args).catch(() => {});
      found[name][method] = [...texts];
    }
  }
  return {
    ...found,
    tables: { postgres: postgresReplayTable({ table }), sqlite: sqliteReplayTable({ table }) },
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const [name, method, ...args] = JSON.parse(line);
  const answer = method === 'said' ? said(...args) : opened[name].store[method](...args);
  console.log(JSON.stringify(await answer.catch(({ message }) => ({ error: message }))));
}
for (const { close } of Object.values(opened)) await close();
