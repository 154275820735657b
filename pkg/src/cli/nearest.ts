/** The word that was most likely meant, if one is near enough to be a slip of the fingers. */
export function nearest(word: string, words: string[]): string | undefined {
  const [best] = words
    .map((candidate) => ({
      candidate,
      distance: candidate.startsWith(word) ? 1 : distance(word, candidate),
    }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.ceil(word.length / 3)
    ? best.candidate
    : undefined;
}

export const didYouMean = (word: string | undefined): string =>
  word === undefined ? '' : `: did you mean ${word}?`;

/** Levenshtein's distance: how many characters to add, drop or change. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let at = 1; at <= to.length; at += 1) {
      const changed = (row[at - 1] as number) + (to[at - 1] === letter ? 0 : 1);
      next.push(Math.min(changed, (row[at] as number) + 1, (next[at - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
