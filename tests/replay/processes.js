/**
 * Stores in processes of their own: that they are one store, also when many claim at once and when
 * a process dies.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { equal } from '../conformance/assert.js';
import { claim, newKey, newToken } from './store.js';

/**
 * Calls `use` with `count` stores, each in a process of its own, opened by its name in openers.js.
 */
export async function withProcesses({ name, where, program = process.execPath }, count, use) {
  const processes = await Promise.all(
    Array.from({ length: count }, () => startProcess(program, [name, where])),
  );
  try {
    return await use(...processes);
  } finally {
    await Promise.all(processes.map(({ kill }) => kill()));
  }
}

async function startProcess(program, args) {
  const child = spawn(program, [join(import.meta.dirname, 'remote.js'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const asked = new Map();
  const ask = (method, ...values) =>
    new Promise((resolve, reject) => {
      const id = asked.size;
      asked.set(id, { resolve, reject });
      if (method !== 'ready')
        child.stdin.write(`${JSON.stringify([id, method, ...values], asNothing)}\n`);
    });
  const ready = ask('ready');
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [id, answer, error] = JSON.parse(line);
    if (error === undefined) asked.get(id).resolve(answer);
    else asked.get(id).reject(Object.assign(new Error(error.message), { code: error.code }));
  });
  const died = exited.then(([code]) => Promise.reject(new Error(`the process ended with ${code}`)));
  died.catch((error) => {
    for (const { reject } of asked.values()) reject(error);
  });
  await ready;
  return {
    claim: (...values) => ask('claim', ...values),
    complete: (...values) => ask('complete', ...values),
    release: (...values) => ask('release', ...values),
    race: (...values) => ask('race', ...values),
    hold: (...values) => ask('hold', ...values),
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** JSON has neither: what stands for them is as wrong. */
const asNothing = (_, value) =>
  value === undefined || (typeof value === 'number' && !Number.isFinite(value)) ? null : value;

export const processTests = (place) => ({
  'of 3 processes that claim each of 20 keys 25 times at once, one gets each, once': () =>
    withProcesses(place, 3, async (...processes) => {
      const keys = Array.from({ length: 20 }, newKey);
      // Connected, and with a table: the race is for the keys.
      for (const process of processes) await claim(process, newKey());
      const counts = await Promise.all(processes.map(({ race }) => race(keys, 25)));
      equal(
        keys.map((_, at) => counts.reduce((sum, count) => sum + count[at], 0)),
        keys.map(() => 1),
      );
    }),
  'of 3 processes that start at once on a place without a table, each works': () =>
    withProcesses(place, 3, async (...processes) => {
      const key = newKey();
      const answers = await Promise.all(processes.map((process) => claim(process, key)));
      equal(answers.sort(), ['busy', 'busy', 'claimed']);
    }),
  'what a process had that was killed is busy until its lease ends, and then free': () =>
    withProcesses(place, 2, async (one, other) => {
      const [key, token, finished] = [newKey(), newToken(), newKey()];
      equal(
        [await claim(one, finished, { token }), await one.complete(finished, token, 60)],
        ['claimed', true],
      );
      equal(await claim(one, key, { token, seconds: 2 }), 'claimed');
      await one.kill();
      equal([await claim(other, key), await claim(other, finished)], ['busy', 'done']);
      await sleep(2100);
      equal([await claim(other, key), await claim(other, finished)], ['claimed', 'done']);
    }),
});
