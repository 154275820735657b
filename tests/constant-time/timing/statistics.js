/** Welch's t-test of two classes of times: how sure it is that their means differ. */

/**
 * Beyond it, chance would explain a difference once in about 150,000 times: the limit that dudect
 * takes, too.
 */
export const LIMIT = 4.5;

/**
 * What an interruption made longer says nothing of the code: the slowest of both classes together
 * are left out.
 */
const KEPT = 0.9;

/**
 * `classes[at]` says to which of two classes `times[at]` belongs. Gives t, and the mean of each
 * class.
 */
export function compare(times, classes) {
  const longest = times.slice().sort()[Math.ceil(times.length * KEPT) - 1];
  const groups = [new Moments(), new Moments()];
  for (let at = 0; at < times.length; at++)
    if (times[at] <= longest) groups[classes[at]].add(times[at]);
  const [one, other] = groups;
  const t =
    (one.mean - other.mean) / Math.sqrt(one.variance / one.count + other.variance / other.count);
  return { t, means: groups.map(({ mean }) => mean), counts: groups.map(({ count }) => count) };
}

/** Mean and variance, by Welford's method. */
class Moments {
  count = 0;
  mean = 0;
  #squares = 0;

  add(value) {
    const difference = value - this.mean;
    this.mean += difference / ++this.count;
    this.#squares += difference * (value - this.mean);
  }

  get variance() {
    return this.#squares / (this.count - 1);
  }
}
