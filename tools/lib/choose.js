/** Which suites `npm test -- …` names. */
import { parseArgs } from 'node:util';

export const usage = `usage: npm test [-- [quick] [WORD …] [--list]]
  npm test -- quick        the inner loop
  npm test -- types pulse  the suites whose names have one of these words, in any case
  npm test -- quick types  those of them in the inner loop
  npm test -- --list       prints the names and runs nothing; takes words, too`;

/**
 * Returns what was typed: `isQuick`, `words` and `isList`. Throws, with what is right, at an option
 * that there is not.
 */
export function typed(args) {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { list: { type: 'boolean', default: false } },
    });
    return {
      isQuick: positionals.includes('quick'),
      words: positionals.filter((word) => word !== 'quick'),
      isList: values.list,
    };
  } catch ({ message }) {
    throw new Error(`${message}\n${usage}`);
  }
}

/**
 * Returns the suites that are meant. A word that names none of them is a mistake, also beside one
 * that does: nobody would see what did not run.
 */
export function chosen(suites, { isQuick, words }) {
  const within = suites.filter(({ quick }) => !isQuick || quick);
  const isNamed = (word, { name }) => name.toLowerCase().includes(word.toLowerCase());
  const idle = words.filter((word) => !within.some((suite) => isNamed(word, suite)));
  if (idle.length > 0)
    throw new Error(
      `no suite${isQuick ? ' of the inner loop' : ''} has in its name: ${idle.join(', ')}\n${usage}`,
    );
  return words.length === 0
    ? within
    : within.filter((suite) => words.some((word) => isNamed(word, suite)));
}
