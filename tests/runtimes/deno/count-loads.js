/** Counts how often `node:crypto` is loaded, from before the package is. */
import process from 'node:process';

const { getBuiltinModule } = process;
let loads = 0;
process.getBuiltinModule = (id) => {
  if (id === 'node:crypto') loads++;
  return getBuiltinModule.call(process, id);
};

export const counted = () => loads;
