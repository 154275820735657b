/** Runs tests `{ name, run }` one after the other, each called with `given`, in any runtime. */
export async function runTests(tests, ...given) {
  const failures = [];
  for (const { name, run } of tests) {
    try {
      await run(...given);
    } catch (error) {
      failures.push({ name, message: told(error) });
    }
  }
  return { passed: tests.length - failures.length, failures };
}

/** Tests that stand under their names, as a list. `where` is put before each name. */
export const named = (tests, where = '') =>
  Object.entries(tests).map(([name, run]) => ({ name: `${where}${name}`, run }));

/** Not every engine puts the message into the stack. */
function told(error) {
  const [message, stack] = [String(error), String(error?.stack ?? '')];
  return stack.includes(message) ? stack : `${message}\n${stack}`;
}
