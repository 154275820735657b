/** Runs tests one after the other. */
export async function outcomeOf(tests) {
  const failures = [];
  let passed = 0;
  for (const [name, run] of Object.entries(tests)) {
    try {
      await run();
      passed++;
    } catch (error) {
      failures.push({ name, message: `${error}\n${error?.stack}` });
    }
  }
  return { passed, failures };
}
