/**
 * One verdict: the same generated webhooks through the crate, the npm package, lean and full, the
 * Python wheel, and the filter for gateways in Envoy.
 */
import { randomInt } from 'node:crypto';
import * as lean from 'hookproof';
import * as full from 'hookproof/full';
import { verdictOf } from '../differential/in-javascript.js';
import { compareOurs, told } from '../differential/ours.js';
import { makeWebhook } from '../differential/webhooks.js';
import { compareGateway } from '../gateway/differential.js';
import { comparePython } from '../python/differential.js';

const SEED = 20261129;

/**
 * Each is held against one that another line has: the crate and the lean build against the
 * reference, the full build against the lean one, the wheel and the filter against the full one.
 */
const comparisons = {
  crate: compareOurs,
  full: compareBuilds,
  wheel: comparePython,
  filter: compareGateway,
};

/** Gives the differences in words, how many are authentic, and what HTTP cannot carry. */
async function compareEverywhere(seed, count) {
  const differences = [];
  const found = {};
  for (const [name, compare] of Object.entries(comparisons)) {
    found[name] = await compare(seed, count);
    differences.push(...found[name].differences.map((each) => `${name}: ${each}`));
  }
  const { accepted, left } = found.filter;
  // Were all refused, they would be alike as well.
  if (accepted < count / 4) differences.push(`only ${accepted} of ${count} are authentic`);
  const reasons = Object.entries(left).map(([reason, times]) => `${times} with ${reason}`);
  return { differences, note: `the filter was not sent ${reasons.join(', ')}` };
}

/** Compares the builds, but for keys of ed25519, which the lean one sends to the full one. */
async function compareBuilds(seed, count) {
  const differences = [];
  for (let at = 0; at < count; at++) {
    const webhook = makeWebhook(seed, at);
    const verdicts = { lean: verdictOf(lean, webhook), full: verdictOf(full, webhook) };
    if (verdicts.lean !== verdicts.full && verdicts.lean !== 'ERR_SECRET_KIND')
      differences.push(told(seed, at, webhook, Object.entries(verdicts)));
  }
  return { differences };
}

const report = (differences) => differences.slice(0, 20).join('\n\n');

export const verdictSuite = {
  name: 'verdict: 2,000 webhooks, in the crate, both builds, the wheel and the filter',
  run: async () => {
    const count = 2000;
    const { differences, note } = await compareEverywhere(SEED, count);
    const failed = differences.length;
    return { passed: Math.max(count - failed, 0), failed, note, report: report(differences) };
  },
};

export const hunts = [
  {
    name: 'verdict: the crate, both builds, the wheel and the filter',
    run: async ({ part = 1 } = {}) => {
      const count = Math.ceil(100_000 * part);
      const seed = randomInt(2 ** 31);
      const { differences, note } = await compareEverywhere(seed, count);
      const failed = differences.length;
      return {
        ...{ count, unit: 'webhooks', failed, note: `seed ${seed}; ${note}` },
        report: report(differences),
      };
    },
  },
];
