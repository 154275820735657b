/** Runs the tests of the file named; fails if one of them does. */
const { tests } = await import(`./${process.argv[2]}`);
for (const [name, run] of Object.entries(tests)) {
  try {
    await run();
  } catch (error) {
    console.error(`${name}\n${error.stack}\n`);
    process.exitCode = 1;
  }
}
