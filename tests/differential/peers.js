/** Other libraries for the same scheme, each against the package. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { versionOf } from '../../tools/lib/binaries.js';
import { pypiVersion } from '../../tools/lib/python.js';
import { ask, lineOf } from './ask.js';
import { classify, kindOf } from './classify.js';
import { verdictOf } from './in-javascript.js';
import { told } from './ours.js';
import { crateVersion, published, pythonProgram, rustProgram } from './programs.js';
import { rulesOfPeers } from './rules-of-peers.js';
import { makeWebhook } from './webhooks.js';

const require = createRequire(import.meta.url);
/** svix verifies by a standardwebhooks of its own. */
const versionInSvix = () =>
  createRequire(require.resolve('svix'))('standardwebhooks/package.json').version;

const inThisProcess = (name) => async () => {
  const { judges } = await import('./npm-peers.js');
  return async (webhooks) => webhooks.map(judges[name]);
};
const asProgram = (start) => async () => {
  const program = await start();
  return async (webhooks) => await ask(program, webhooks.map(lineOf));
};

/** `start` gives what judges a batch of webhooks. */
export const peers = [
  {
    name: 'standardwebhooks (npm)',
    version: () => versionOf('standardwebhooks'),
    start: inThisProcess('standardwebhooks'),
  },
  {
    name: 'svix (npm)',
    version: () => `${versionOf('svix')} with standardwebhooks ${versionInSvix()}`,
    start: inThisProcess('svix'),
  },
  ...['standardwebhooks', 'svix'].map((name) => ({
    name: `${name} (PyPI)`,
    version: () => pypiVersion(name),
    start: asProgram(() => pythonProgram(name)),
  })),
  {
    name: 'standardwebhooks (crate)',
    version: () => crateVersion('standardwebhooks'),
    start: asProgram(() => rustProgram('standardwebhooks')),
  },
  // Its crate brings an HTTP client.
  {
    name: 'svix (crate)',
    isSlowToInstall: true,
    version: () => crateVersion('svix'),
    start: asProgram(() => rustProgram('svix')),
  },
];

const page = readFileSync(new URL('DIVERGENCES.md', import.meta.url), 'utf8');
const [opening, ...sections] = page.split(/^## /m);

/** The ids of the rules by which a peer is known to depart from ours. */
export const knownOf = ({ name }) =>
  sections
    .filter((text) => text.replace(/\s+/g, ' ').includes(name))
    .map((text) => text.split('\n')[0]);

/** What is known of a peer is known of one version. */
export const otherVersions = () =>
  peers
    .map((peer) => `| ${peer.name} | ${peer.version()} |`)
    .filter((row) => !opening.includes(row))
    .map((row) => `DIVERGENCES.md is not about ${row}: see what has changed`);

/** Rules that no section of the page describes. */
export const undescribed = () =>
  Object.keys(rulesOfPeers)
    .filter((id) => peers.every((peer) => !knownOf(peer).includes(id)))
    .map((id) => `DIVERGENCES.md does not say who differs by ${id}`);

const BATCH = 2000;

/** Gives how often each known divergence was met, and tells of those that are not known. */
export async function comparePeer(peer, seed, count) {
  const [hookproof, judge] = await Promise.all([published(true), peer.start()]);
  const known = knownOf(peer);
  const met = new Map(known.map((id) => [id, 0]));
  const unknown = [];
  let [from, compared] = [0, 0];
  while (compared < count) {
    const clock = secondsNow();
    const batch = nextBatch(seed, from, Math.min(BATCH, count - compared), clock);
    const theirs = await judge(batch.map(({ webhook }) => webhook));
    const afterwards = secondsNow();
    for (const [index, { at, webhook }] of batch.entries()) {
      const before = judged(hookproof, webhook, theirs[index], known);
      // The peer read the clock itself, at some time from the one to the other.
      const { ours, ids } = before.ids
        ? before
        : judged(hookproof, { ...webhook, now: afterwards }, theirs[index], known);
      const said = Object.entries({ hookproof: ours, [peer.name]: theirs[index] });
      if (ids === undefined) unknown.push(told(seed, at, webhook, said, clock));
      else for (const id of ids) met.set(id, met.get(id) + 1);
    }
    compared += batch.length;
    from = batch.at(-1).at + 1;
  }
  return { count: compared, met, unknown };
}

const secondsNow = () => Math.floor(Date.now() / 1000);

/**
 * Our verdict, and the ids of what makes theirs another; none if they are alike, nothing if it is
 * not known.
 */
function judged(hookproof, webhook, theirs, known) {
  const ours = verdictOf(hookproof, webhook);
  return {
    ours,
    ids: kindOf(ours) === kindOf(theirs) ? [] : classify(webhook, kindOf(theirs), known),
  };
}

/** Those that HTTP can carry: a peer sees headers after an HTTP library did. */
function nextBatch(seed, from, length, clock) {
  const batch = [];
  for (let at = from; batch.length < length; at++) {
    const webhook = makeWebhook(seed, at, clock);
    if (webhook.headers.every(([, value]) => /^[\t\x20-\x7e\x80-\u{10ffff}]*$/u.test(value)))
      batch.push({ at, webhook });
  }
  return batch;
}
