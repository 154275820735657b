/**
 * `node tests/properties/run.js CASES hmac.js …`: tries each property of the files named with that
 * many random cases, and prints JSON. A failure reports its seed: with `--seed SEED` the same cases
 * come again.
 */
import fc from 'fast-check';
import { parseArgs } from 'node:util';

// Every refusal is an error, and nobody looks at where it comes from: a counterexample says it all.
Error.stackTraceLimit = 0;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' } },
});
const [numRuns, ...files] = positionals;
const parameters = { numRuns: Number(numRuns), ...(values.seed && { seed: Number(values.seed) }) };
const outcomes = [];
for (const file of files) {
  const { properties } = await import(`./${file}`);
  for (const [name, [arbitraries, holds]] of Object.entries(properties)) {
    const details = fc.check(fc.property(...arbitraries, holds), parameters);
    const again = `Again: node tests/properties/run.js ${numRuns} ${file} --seed=${details.seed}`;
    outcomes.push({
      name,
      report: details.failed ? `${name}\n${fc.defaultReportMessage(details)}\n${again}` : '',
    });
  }
}
console.log(JSON.stringify(outcomes));
