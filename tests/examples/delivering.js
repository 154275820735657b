import { setTimeout as sleep } from 'node:timers/promises';

/** Returns how often each status came. */
export async function statusesOf(responses) {
  const counts = {};
  for (const { status } of await Promise.all(responses)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Waits until it is so: what is printed comes after what is answered. */
export async function eventually(isSo, milliseconds = 10_000) {
  for (const end = Date.now() + milliseconds; !(await isSo()); ) {
    if (Date.now() > end) throw new Error('it never came to be');
    await sleep(50);
  }
}
