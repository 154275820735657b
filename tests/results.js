/** What a suite gives: how many of its tests went which way, and a report of those that failed. */
import { NotInstalled } from '../tools/lib/debian.js';

/**
 * That of an outcome of conformance/outcome.js, in this process or from another one. `where` is put
 * before each name.
 */
export const resultOf = ({ passed, failures }, where = '') => ({
  passed,
  failed: failures.length,
  report: failures.map(({ name, message }) => `${where}${name}\n${message}`).join('\n\n'),
});

/**
 * That of a suite, or of a part of one, that did not come to its end. One for which this machine
 * lacks a program, and may not install it, is skipped and told of; in CI, which has them all, it
 * has failed.
 */
export function brokenOff(error) {
  const isSkipped = error instanceof NotInstalled && process.env.CI !== 'true';
  return {
    passed: 0,
    failed: isSkipped ? 0 : 1,
    skipped: isSkipped ? 1 : 0,
    report: isSkipped ? error.message : error.stack,
  };
}

/** That of several suites, or parts of one, as the result of one. */
export function summed(results) {
  const total = (key) => results.reduce((count, result) => count + (result[key] ?? 0), 0);
  const reports = results.map(({ report }) => report).filter(Boolean);
  return {
    passed: total('passed'),
    failed: total('failed'),
    skipped: total('skipped'),
    report: reports.join('\n\n'),
  };
}
