/** Runs the suites that `npm test` names to this process, one after the other. */
import { suites } from '../tests/suites.js';
import { brokenOff } from '../tests/results.js';

process.on('message', async ({ name }) => {
  const suite = suites.find((each) => each.name === name);
  if (suite === undefined) return;
  const result = await suite.run().catch(brokenOff);
  process.send({ result });
});
// Whatever a suite has left running must not keep it.
process.on('disconnect', () => process.exit());
