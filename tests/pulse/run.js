/**
 * The tests of link.js in the runtime that runs this: `run.js BASE_URL`. Prints the outcome as the
 * conformance runners do.
 */
import { WebhookConfigError } from 'hookproof';
import { createWebhookLink, PulseError } from 'hookproof/pulse';
import { named, runTests } from '../conformance/outcome.js';
import { linkTests } from './link.js';

// Where there is one, what it shows of an error.
const { inspect } = await import('node:util');
const show = (error) => inspect(error, { depth: Infinity, showHidden: true, getters: true });

console.log(
  JSON.stringify(
    await runTests(
      named(
        linkTests({ createWebhookLink, PulseError, WebhookConfigError }, process.argv.at(-1), show),
      ),
    ),
  ),
);
process.exit();
