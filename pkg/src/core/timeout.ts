/**
 * The longest that a timer can be set to, in milliseconds. One that is set to more goes off at
 * once.
 */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Gives what a promise gives, or is rejected if that takes longer than `milliseconds`. */
export function within<T>(milliseconds: number, promise: Promise<T>, late: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(late)), milliseconds);
    const settled = () => clearTimeout(timer);
    promise.then(resolve, reject).then(settled);
  });
}
