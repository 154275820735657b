/**
 * Runs the fuzz targets of fuzz/targets/, for a moment in `npm test` and for hours in `npm run
 * hunt`.
 */
import { availableParallelism } from 'node:os';
import { buildTargets, targets } from './programs.js';
import { fuzz } from './session.js';

const SHORT_SECONDS = 5;
const LONG_MINUTES = 30;

/** Replays the corpus that is kept, and fuzzes on from there. */
export const fuzzSuite = {
  name: `fuzzing: ${targets.length} targets, their corpora and ${SHORT_SECONDS} s each`,
  run: async () => {
    const folder = await buildTargets();
    const sessions = await Promise.all(
      inTurns(targets, (target) => fuzz(target, { seconds: SHORT_SECONDS, folder })),
    );
    const crashes = sessions.flatMap(({ crash }) => crash ?? []);
    return {
      passed: targets.length - crashes.length,
      failed: crashes.length,
      report: crashes.join('\n\n'),
    };
  },
};

/** Those under way, and those that are over. */
const long = new Map();

export const hunts = targets.map((target, at) => ({
  name: `fuzzing: ${target}`,
  run: async ({ minutes = LONG_MINUTES } = {}) => {
    const folder = await buildTargets();
    // The hunts that come next are begun along with it, so that no core is idle.
    for (const target of targets.slice(at, at + availableParallelism())) {
      if (!long.has(target))
        long.set(target, fuzz(target, { seconds: minutes * 60, folder, keep: true }));
      // Its own hunt awaits it, and tells of a failure; until then that must not end the process.
      long.get(target).catch(() => {});
    }
    const { executions, edges, inputs, crash } = await long.get(target);
    const note = `${minutes} minutes, corpus ${inputs} inputs, coverage ${edges} edges`;
    return {
      count: executions,
      unit: 'executions',
      failed: crash === undefined ? 0 : 1,
      note,
      report: crash,
    };
  },
}));

/** Returns a promise for each item: as many are at work at a time as there are cores. */
function inTurns(items, work) {
  const busy = Array.from({ length: availableParallelism() }, () => Promise.resolve());
  return items.map((item, at) => {
    const turn = at % busy.length;
    const outcome = busy[turn].then(() => work(item));
    busy[turn] = outcome.catch(() => {});
    return outcome;
  });
}
