/** Runs the tests of the files named, and prints the outcome as the conformance runners do. */
const failures = [];
let passed = 0;
for (const file of process.argv.slice(2)) {
  const { tests } = await import(`./${file}`);
  for (const [name, run] of Object.entries(tests)) {
    try {
      run();
      passed++;
    } catch (error) {
      failures.push({ name, message: `${error}\n${error.stack}` });
    }
  }
}
console.log(JSON.stringify({ passed, failures }));
