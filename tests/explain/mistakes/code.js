/** Reads the code that a hint ends with, and runs it. */

const AsyncFunction = (async () => {}).constructor;

/**
 * Returns the code that a message ends with: the longest expression, or list of them, that stands
 * behind a colon.
 */
export function codeOf(message) {
  for (let at = message.indexOf(': '); at >= 0; at = message.indexOf(': ', at + 1)) {
    const code = message.slice(at + 2);
    try {
      new AsyncFunction(`return [${code}]`);
      return code;
    } catch {}
  }
  return undefined;
}

/** Returns what the code gives where it has what the caller of `explainWebhook` had. */
export const valuesOf = (code, given) =>
  new AsyncFunction(...Object.keys(given), `return [${code}]`)(...Object.values(given));
