/**
 * Runs inside workerd: `/?peer=…&size=…&form=…&count=…` verifies that many times, and answers when
 * it is done.
 */
import { cellOf, repeat } from '../peers/cell.js';

export function workerOf(modules) {
  const cells = new Map();
  return {
    async fetch(request) {
      const { count, ...label } = Object.fromEntries(new URL(request.url).searchParams);
      const name = Object.values(label).join(' ');
      if (!cells.has(name))
        cells.set(name, await cellOf({ ...label, size: Number(label.size) }, modules[label.peer]));
      await repeat(cells.get(name), Number(count));
      return new Response();
    },
  };
}
