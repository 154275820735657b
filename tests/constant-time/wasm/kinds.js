/** The kinds of expressions, by the names that binaryen gives them. */
import binaryen from 'binaryen';

const names = new Map(
  Object.entries(binaryen)
    .filter(([name, id]) => /^[A-Z]\w+Id$/.test(name) && typeof id === 'number')
    .map(([name, id]) => [id, name.slice(0, -2)]),
);

export const readable = (id) => names.get(id) ?? `expression ${id}`;
