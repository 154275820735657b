/**
 * Sends many deliveries to the Express example: every one is judged right, each is worked on once,
 * and memory stays flat.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { newSecret } from '../../tools/lib/sender.js';
import { startProgram } from '../../tools/lib/program.js';
import { root } from '../../tools/lib/shell.js';
import { sender } from './deliveries.js';

/** In ten thousand: one in ten is not a new and valid webhook. */
const shares = [
  ['tampered', 334],
  ['replayed', 333],
  ['cut off', 333],
];

/** What `memoryReplayStore` is documented to hold for each id, in bytes. */
const BYTES_PER_CLAIM = 130;
/** What memory may differ by from one collection to the next. */
const NOISE_BYTES = 3 * 1024 * 1024;

const CONCURRENCY = 100;

/** Delivers `count` webhooks and gives figures, and what is wrong, in words. */
export async function soak({ count, onProgress = () => {} }) {
  const secret = newSecret();
  const worked = new Map();
  const logged = {};
  const problems = [];
  const onLine = (line) => {
    const [, id] = /^(msg_\S+): job\./.exec(line) ?? [];
    const [, code] = /^refused: (\w+)$/.exec(line) ?? [];
    if (id !== undefined) worked.set(id, (worked.get(id) ?? 0) + 1);
    else if (code !== undefined) logged[code] = (logged[code] ?? 0) + 1;
    else problems.push(`it printed: ${line}`);
  };
  const tellMemory = fileURLToPath(new URL('tell-memory.js', import.meta.url));
  const receiver = await startProgram(
    process.execPath,
    ['--expose-gc', '--import', tellMemory, 'server.js'],
    {
      cwd: join(root, 'examples', 'express'),
      env: { ...process.env, PORT: '0', WEBHOOK_SECRET: secret, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      onLine,
    },
  );
  const { kinds, stop } = sender({
    url: receiver.url.replace('localhost', '127.0.0.1'),
    secret,
    concurrency: CONCURRENCY,
  });
  try {
    const sent = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, 0]));
    const expectedLog = {};
    const ids = [];
    /** Valid ones that were answered: what is replayed. */
    const earlier = [];
    const samples = [];
    let next = 0;

    const work = async () => {
      while (next < count) {
        const at = next++;
        const kind = kindOf(at, earlier.length > 0);
        const outcome = await kinds[kind](at, earlier[at % earlier.length]);
        sent[kind]++;
        if (outcome.status !== outcome.expected)
          problems.push(`${kind}: answered ${outcome.status}, not ${outcome.expected}`);
        if (outcome.code !== undefined)
          expectedLog[outcome.code] = (expectedLog[outcome.code] ?? 0) + 1;
        if (outcome.id !== undefined) {
          ids.push(outcome.id);
          earlier[at % 1000 < earlier.length ? at % 1000 : earlier.length] = outcome.delivery;
        }
      }
    };

    const start = performance.now();
    const tenth = Math.ceil(count / 10);
    const workers = Array.from({ length: CONCURRENCY }, work);
    const all = Promise.all(workers);
    // Awaited below; until then a failure must not end the process.
    all.catch(() => {});
    for (let part = 1; part <= 9; part++) {
      while (next < part * tenth) await Promise.race([sleep(10), all]);
      samples.push({ claims: sent.valid, ...(await memoryOf(receiver.child)) });
      onProgress({ sent: next, seconds: (performance.now() - start) / 1000, ...samples.at(-1) });
    }
    await all;
    const seconds = (performance.now() - start) / 1000;
    await settled(() => worked.size >= ids.length && sum(logged) >= sum(expectedLog));

    const lost = ids.filter((id) => !worked.has(id)).length;
    const twice = [...worked.values()].filter((times) => times > 1).length;
    const strange = worked.size - (ids.length - lost);
    if (lost > 0) problems.push(`${lost} webhooks were lost`);
    if (twice > 0) problems.push(`${twice} webhooks were worked on twice`);
    if (strange > 0) problems.push(`${strange} webhooks were worked on that nobody sent`);
    for (const code of new Set([...Object.keys(logged), ...Object.keys(expectedLog)])) {
      if (logged[code] !== expectedLog[code])
        problems.push(`${code}: logged ${logged[code] ?? 0} times, not ${expectedLog[code] ?? 0}`);
    }
    // From a point where everything is compiled and every connection is open.
    const [first, last] = [samples[2], samples.at(-1)];
    const claimed = last.claims - first.claims;
    for (const [kind, most] of [
      ['used', NOISE_BYTES],
      ['buffers', claimed * BYTES_PER_CLAIM + NOISE_BYTES],
    ]) {
      const grown = last[kind] - first[kind];
      if (grown > most)
        problems.push(`memory (${kind}) grew by ${grown} bytes while ${claimed} ids were claimed`);
    }
    if (!(last.buffers > first.buffers)) problems.push('the replay store is not in the figures');
    return { seconds, sent, worked: worked.size, logged, first, last, problems: counted(problems) };
  } finally {
    stop();
    await receiver.stop();
  }
}

function kindOf(at, canReplay) {
  // Spread evenly, by a step that has no factor in common with ten thousand.
  let place = (at * 7919) % 10_000;
  for (const [kind, share] of shares) {
    if (place < share) return kind === 'replayed' && !canReplay ? 'valid' : kind;
    place -= share;
  }
  return 'valid';
}

const memoryOf = (child) =>
  new Promise((resolve) => {
    child.once('message', resolve);
    child.send('memory');
  });

/** Waits for what is still in a pipe. */
async function settled(isDone) {
  for (let waited = 0; !isDone() && waited < 500; waited++) await sleep(10);
  // And for what should not come.
  await sleep(200);
}

const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);

/** Returns each once, with how often. */
function counted(problems) {
  const counts = new Map();
  for (const problem of problems) counts.set(problem, (counts.get(problem) ?? 0) + 1);
  return [...counts].map(([problem, times]) =>
    times === 1 ? problem : `${problem} (${times} times)`,
  );
}
