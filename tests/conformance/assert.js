/** The few assertions that the suite needs: not every runtime has a library of them. */

export function equal(actual, expected, what = '') {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value) ?? String(value));
  if (a !== b) throw new Error(`${what}: expected ${b}, got ${a}`);
}

export function ok(value, what) {
  if (!value) throw new Error(what);
}

/** Runs `action`, which must throw, and gives what it threw. */
export function thrown(action) {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** Returns the code of the error that `action` throws, which must be of this class. */
export function codeOf(Class, action) {
  const error = thrown(action);
  ok(error instanceof Class, `${error} is no ${Class.name}`);
  return error.code;
}

/** Returns what a promise is rejected with. */
export async function rejected(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was rejected');
}
