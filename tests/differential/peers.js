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

export const { divergences } = JSON.parse(
  readFileSync(new URL('divergences.json', import.meta.url), 'utf8'),
);

/** The ids of the rules by which a peer is known to depart from ours. */
export const knownOf = ({ name }) =>
  divergences.filter(({ peers: named }) => name in named).map(({ id }) => id);

const BATCH = 2000;

/**
 * Gives how often each known divergence was met, an example of each, and tells of those that are
 * not known.
 */
export async function comparePeer(peer, seed, count) {
  const [hookproof, judge] = await Promise.all([published(true), peer.start()]);
  const known = knownOf(peer);
  const met = new Map(known.map((id) => [id, { count: 0 }]));
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
      else if (ids.length > 0) note(met, ids, { webhook, ours, theirs: theirs[index] });
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

/** The plainest example is one that a single rule explains, that matters, and that is short. */
function note(met, ids, { webhook, ours, theirs }) {
  const matters = [ours, theirs].some((said) => ['accepted', 'crashed'].includes(kindOf(said)));
  const weight = ids.length * 1e7 + (matters ? 0 : 5e6) + lineOf(webhook).length;
  for (const id of ids) {
    const entry = met.get(id);
    entry.count++;
    if (weight < (entry.weight ?? Number.POSITIVE_INFINITY))
      Object.assign(entry, { weight, example: { webhook, ours, theirs } });
  }
}
