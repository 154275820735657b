/**
 * Shows one webhook whole, with the verdicts on it: `node tests/differential/again.js SEED NUMBER
 * [CLOCK]`.
 */
import { lineOf } from './ask.js';
import { verdictOf } from './in-javascript.js';
import { judges } from './npm-peers.js';
import { published } from './programs.js';
import { verdict } from './reference.js';
import { makeWebhook } from './webhooks.js';

const [seed, at, clock] = process.argv.slice(2).map(Number);
const webhook = makeWebhook(seed, at, clock);
console.log(lineOf(webhook));
console.log(
  `headers as ${webhook.shape}, now ${webhook.now}, tolerance ${webhook.tolerance}: ${webhook.mutations.join('; ')}`,
);
console.log(`reference: ${verdict(webhook)}`);
console.log(`hookproof: ${verdictOf(await published(true), webhook)}`);
// Peers read the clock.
if (clock !== undefined)
  for (const [name, judge] of Object.entries(judges))
    console.log(`${name} (npm), now: ${judge(webhook)}`);
