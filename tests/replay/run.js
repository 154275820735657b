/** Runs the tests of the files named, and prints the outcome as the conformance runners do. */
const failures = [];
let passed = 0;
for (const file of process.argv.slice(2)) {
  const { withTests } = await import(`./${file}`);
  await withTests(async (tests) => {
    for (const [name, run] of Object.entries(tests)) {
      try {
        await run();
        passed++;
      } catch (error) {
        failures.push({ name: `${file}: ${name}`, message: `${error}\n${error.stack}` });
      }
    }
  });
}
console.log(JSON.stringify({ passed, failures }));
