import { availableParallelism } from 'node:os';

/**
 * Works on items, as many at a time as there are cores, and gives what came of each in their order.
 */
export async function inLanes(items, work) {
  const results = [];
  const waiting = items.entries();
  const lane = async () => {
    for (const [at, item] of waiting) results[at] = await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return results;
}
