/**
 * Times two classes of inputs, in an order that chance made, so that whatever else the machine does
 * falls on both.
 */

/** Each measurement is of so many calls: one alone is not much longer than a clock takes. */
const CALLS = 8;

/**
 * `classes` are two lists of inputs, all of them made beforehand and in the same way; `use` takes
 * one, and `expected` is what it must give. Gives the times, in nanoseconds for one call, and the
 * class of each.
 */
export function measure(inputs, use, expected, count) {
  const classes = new Uint8Array(count);
  const picked = new Uint16Array(count);
  const random = generator(count);
  for (let at = 0; at < count; at++) {
    classes[at] = random() & 1;
    picked[at] = random() % inputs[0].length;
  }
  const times = new Float64Array(count);
  let wrong = 0;
  // The first are for the compiler.
  for (let at = -Math.min(count, 20_000); at < count; at++) {
    const place = at < 0 ? at + count : at;
    const input = inputs[classes[place]][picked[place]];
    let given = 0;
    const start = process.hrtime.bigint();
    for (let call = 0; call < CALLS; call++) given += Number(use(input));
    const end = process.hrtime.bigint();
    times[place] = Number(end - start) / CALLS;
    wrong += Number(given !== CALLS * Number(expected));
  }
  if (wrong > 0) throw new Error(`${wrong} measurements had the wrong verdict`);
  return { times, classes };
}

/** xorshift: the same order in every run, and no call that leaves garbage. */
function generator(seed) {
  let state = (seed * 2654435761) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 4;
  };
}
