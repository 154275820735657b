/**
 * What is not run, each with its reason, from exceptions.json. One that nothing needs is a failure,
 * too.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const exceptions = JSON.parse(readFileSync(join(import.meta.dirname, 'exceptions.json'), 'utf8'));
const used = new Set();

const find = (matches) => {
  const found = exceptions.find(matches);
  if (found !== undefined) used.add(found);
  return found !== undefined;
};

/** Of a whole block: by its file, and by its language or by how the comment before it begins. */
export const isExcused = ({ file, lang, comment }) =>
  find(
    (one) =>
      one.file === file &&
      one.command === undefined &&
      (one.lang === undefined || one.lang === lang) &&
      (one.comment === undefined || comment.startsWith(one.comment)),
  );

/** Of one command of a block: by how it begins. */
export const isCommandExcused = ({ file }, command) =>
  find((one) => one.file === file && one.command !== undefined && command.startsWith(one.command));

export const unused = () =>
  exceptions
    .filter((one) => !used.has(one))
    .map((one) => `exceptions.json: nothing needs ${JSON.stringify(one)}`);
