/** The statistics and the measuring themselves, without a look at what the clock said. */
import { equal, ok, thrown } from '../../conformance/assert.js';
import { measure } from './measure.js';
import { different, same } from './pairs.js';
import { compare, LIMIT } from './statistics.js';

/**
 * Times that are spread evenly over ten nanoseconds, the second class longer by `by`, and one in
 * ten far too long.
 */
function made(by, count = 20_000) {
  const classes = Uint8Array.from({ length: count }, (_, at) => at % 2);
  const even = (at) => 100 + ((at * 7919) % 1000) / 100;
  const times = Float64Array.from({ length: count }, (_, at) =>
    at % 20 < 2 ? 5000 : even(at) + by * (at % 2),
  );
  return { times, classes };
}

const tOf = ({ times, classes }) => compare(times, classes).t;

export const timingTests = (api) => ({
  'timing: t is as Welch has it': () => {
    // Nine of each class, and two that are left out. Means 5 and 10, variances 7.5 and 30.
    const times = Float64Array.from({ length: 20 }, (_, at) =>
      at < 9 ? at + 1 : at < 18 ? 2 * (at - 8) : 99,
    );
    const { t } = compare(
      times,
      Uint8Array.from(times, (_, at) => Number(at > 8)),
    );
    equal(t.toFixed(6), (-5 / Math.sqrt((7.5 + 30) / 9)).toFixed(6));
  },
  'timing: classes alike are not told apart': () =>
    ok(Math.abs(tOf(made(0))) < LIMIT, `${tOf(made(0))}`),
  'timing: half a nanosecond is': () => ok(tOf(made(0.5)) < -LIMIT, `${tOf(made(0.5))}`),
  'timing: every pair can be measured, and gets its verdict': () => {
    for (const { inputs, using } of [...same, ...different]) {
      const { times, classes } = measure(inputs, using(api), false, 1000);
      equal(
        times.every((time) => time > 0),
        true,
      );
      ok(classes.includes(0) && classes.includes(1), 'one class alone was measured');
    }
  },
  'timing: a wrong verdict is no measurement': () => {
    const { message } = thrown(() => measure(same[0].inputs, () => true, false, 10));
    ok(message.includes('wrong verdict'), message);
  },
});
