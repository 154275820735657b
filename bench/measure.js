/**
 * Measures labelled cells, size by size.
 *
 * @param labels `{ peer, size, form }`
 * @param prepare gives the cell of a label
 * @param time `time(cell, count)` gives the milliseconds that `count` verifications take
 * @returns the labels, each with its microseconds for one verification: the median, and the
 *   quartiles around it
 */
export async function measureLabels(labels, settings, prepare, time) {
  const measureSize = async (size) => {
    const ofSize = labels.filter((label) => label.size === size);
    const cells = [];
    for (const label of ofSize) cells.push(await prepare(label));
    const figures = await measure(cells, settings, time);
    return ofSize.map((label, index) => ({ ...label, ...figures[index] }));
  };
  const [first, ...others] = new Set(labels.map(({ size }) => size));
  // Not kept: engines compile what runs often, and only after a while.
  await measureSize(first);
  const results = [];
  for (const size of [first, ...others]) results.push(...(await measureSize(size)));
  return results;
}

/**
 * Interleaved rounds: each runs every cell once, so that a machine that slows down slows them all.
 * A cell's turn is one batch between two readings of the clock, garbage collections included.
 * (tinybench and mitata time one function after the other, and tinybench reads the clock around
 * each call, which costs as much as a short hash.)
 */
async function measure(cells, { rounds, batchMilliseconds }, time) {
  const runs = [];
  for (const cell of cells)
    runs.push({ cell, count: await countFor(cell, batchMilliseconds, time), samples: [] });
  for (let round = 0; round < rounds; round++) {
    // Back and forth, so that no cell always follows the same one.
    for (const run of round % 2 === 0 ? runs : runs.toReversed()) {
      run.samples.push(((await time(run.cell, run.count)) / run.count) * 1000);
    }
  }
  return runs.map(({ samples }) => ({
    microseconds: median(samples),
    quartiles: [quantile(samples, 0.25), quantile(samples, 0.75)],
  }));
}

/**
 * How many verifications fill a batch. Of two tries the shorter counts: the other may have met a
 * pause.
 */
async function countFor(cell, milliseconds, time) {
  for (let count = 1; ; count *= 2) {
    const taken = Math.min(await time(cell, count), await time(cell, count));
    if (taken >= milliseconds) return Math.max(1, Math.round((count * milliseconds) / taken));
  }
}

export const median = (samples) => quantile(samples, 0.5);

function quantile(samples, share) {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return Number((below + (above - below) * (place % 1)).toPrecision(4));
}
