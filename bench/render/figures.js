/** Figures as text, and where they stand in the results. */

export function titleOfSize(size) {
  if (size < 2 ** 10) return `${size} B`;
  return size < 2 ** 20 ? `${size / 2 ** 10} KiB` : `${size / 2 ** 20} MiB`;
}

/** Three digits that count: 0.812, 12.4, 1320. */
export const threeDigits = (figure) =>
  figure >= 100 ? String(Math.round(figure)) : figure.toPrecision(3);

export const times = (ratio) => `${ratio.toFixed(ratio < 10 ? 2 : 1)}×`;

/** Microseconds for one verification, or undefined if this peer does not run there. */
export function microseconds(runtime, peer, size, form) {
  return runtime.cells.find(
    (cell) => cell.peer === peer && cell.size === size && cell.form === form,
  )?.microseconds;
}

/** The peer's time by hookproof's time. */
export const ratio = (runtime, peer, size, form = 'string') =>
  microseconds(runtime, peer, size, form) / microseconds(runtime, 'hookproof', size, form);
