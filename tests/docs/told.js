/**
 * Put before a program that is made of a block: compares what its comments claim with what it does.
 */
import process from 'node:process';
import { formatWithOptions } from 'node:util';
import { patternOf } from './ellipsis.js';

/**
 * Makes `claims` global. One that is wrong, or that the program never came to, is told at the end,
 * which is then a failure.
 */
export function expectClaims(texts) {
  const unseen = new Set(texts.keys());
  const wrong = [];
  const told = (at, ...values) => {
    const text = formatWithOptions(
      { breakLength: Number.POSITIVE_INFINITY, compact: 99 },
      ...values,
    );
    unseen.delete(at);
    if (!patternOf(texts[at]).test(text))
      wrong.push(`the comment says ${texts[at]}, the program ${text}`);
  };
  const gave = (at, call) => {
    try {
      const given = call();
      if (given instanceof Promise)
        return given.then(
          (got) => told(at, got),
          (error) => told(at, error.code ?? error),
        );
      told(at, given);
    } catch (error) {
      told(at, error.code ?? error);
    }
    return undefined;
  };
  globalThis.claims = { told, gave };
  process.on('exit', () => {
    for (const at of unseen) wrong.push(`the program never came to the comment ${texts[at]}`);
    if (wrong.length === 0) return;
    console.error(wrong.join('\n'));
    process.exitCode = 1;
  });
}
