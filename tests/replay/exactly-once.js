/**
 * Webhooks whose work is a write to the same database as the store: id and work in one transaction.
 * Workers are killed at random moments, the sender tries again what was not answered, and in the
 * end each has had its effect once.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateSecret, signWebhook } from 'hookproof';
import { equal, ok } from '../conformance/assert.js';
import { openers } from './openers.js';

const WORKERS = 2;
const AT_ONCE = 10;

/** One place of a worker, which is started again when it was killed. */
function workerPlace(program, args) {
  let child;
  let waiting = new Map();
  const start = async () => {
    child = spawn(program, [join(import.meta.dirname, 'exactly-once-worker.js'), ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.on('error', () => {});
    const [mine, gone] = [waiting, once(child, 'exit')];
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [id, answer] = JSON.parse(line);
      mine.get(id)?.(answer);
      mine.delete(id);
    });
    await Promise.race([new Promise((resolve) => mine.set('ready', resolve)), gone]);
    // What was not answered is answered by nobody: the sender sees its connection break.
    gone.then(() => mine.forEach((resolve) => resolve('broken')));
  };
  let ready = start();
  const restart = async () => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    waiting = new Map();
    await start();
  };
  return {
    deliver: async (id, delivery) => {
      await ready;
      const answered = new Promise((resolve) => waiting.set(id, resolve));
      child.stdin.write(`${JSON.stringify([id, delivery])}\n`);
      return await answered;
    },
    kill: async () => {
      await ready;
      ready = restart();
      await ready;
    },
    end: async () => {
      await ready;
      child.kill('SIGKILL');
    },
  };
}

export const exactlyOnceTests = ({ name, where, program = process.execPath, deliveries }) => ({
  [`${deliveries} deliveries with retries, into workers that are killed at random moments: each has its effect once`]:
    async () => {
      const secret = generateSecret();
      const { ask, close } = await effects(name, where);
      const places = Array.from({ length: WORKERS }, () =>
        workerPlace(program, [name, where, secret]),
      );
      const tally = { attempts: 0, broken: 0, busy: 0, done: 0, kills: 0 };
      let left = deliveries;
      const killing = (async () => {
        while (left > 0) {
          await sleep(20 + Math.random() * 200);
          await places[tally.kills++ % WORKERS].kill();
        }
      })();
      let next = 0;
      const send = async () => {
        while (next < deliveries) {
          const id = `msg_${next++}`;
          for (let attempt = 0; ; attempt++) {
            const body = JSON.stringify({ type: 'job.completed', data: { job_id: id } });
            // Signed anew each time, and now and then sent twice at once.
            const delivery = () => ({ body, headers: signWebhook(body, secret, { id }) });
            const both =
              Math.random() < 0.1 ? places : [places[Math.floor(Math.random() * WORKERS)]];
            const answers = await Promise.all(
              both.map((place) => place.deliver(`${id} ${attempt}`, delivery())),
            );
            tally.attempts += answers.length;
            for (const answer of answers) if (answer in tally) tally[answer]++;
            if (answers.some((answer) => answer === 'worked' || answer === 'done')) break;
            const strange = answers.find((answer) => !['broken', 'busy'].includes(answer));
            ok(strange === undefined, `a worker answered ${strange}`);
            await sleep(5);
          }
          left--;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, send));
      await killing;
      await Promise.all(places.map(({ end }) => end()));
      const rows = await ask('SELECT job, count(*) AS times FROM effects GROUP BY job');
      await close();
      equal([rows.length, rows.filter(({ times }) => Number(times) !== 1).length], [deliveries, 0]);
      // Otherwise it has shown nothing.
      ok(tally.kills >= 5 && tally.broken >= 10 && tally.done >= 1, JSON.stringify(tally));
    },
});

/** A table without any constraint that would hide what is done twice. */
async function effects(name, where) {
  const { db, close } = await openers[name](where);
  const ask =
    db.unsafe === undefined
      ? async (text) => (await db.query(text)).rows
      : (text) => db.unsafe(text);
  await ask('DROP TABLE IF EXISTS effects');
  await ask('CREATE TABLE effects (job text NOT NULL)');
  return { ask, close };
}
