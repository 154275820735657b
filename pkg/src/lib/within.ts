/** The longest that a timer can be set to, in milliseconds. One that is set to more goes off at once. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Gives what a promise gives, or is rejected if that takes longer than `milliseconds`. */
export async function within<T>(milliseconds: number, promise: Promise<T>, late: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(late)), milliseconds);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
