/**
 * Differential testing: our core in all its forms and the reference say the same; other libraries
 * differ only where it is known why.
 */
import { randomInt } from 'node:crypto';
import { summed } from '../results.js';
import { compareOurs } from './ours.js';
import { comparePeer, knownOf, otherVersions, peers, undescribed } from './peers.js';

const SEED = 20261024;

export const differentialSuites = [
  { name: 'differential: 10,000 webhooks, in every form of the core', run: () => ours(10_000) },
  { name: 'differential: 2,000 webhooks for each other library', run: () => others(2000) },
];

async function ours(count) {
  const { differences } = await compareOurs(SEED, count);
  return {
    passed: count - differences.length,
    failed: differences.length,
    report: some(differences),
  };
}

/** Without the crate svix, which takes minutes to compile. */
async function others(count) {
  const results = [];
  for (const peer of peers.filter(({ isSlowToInstall }) => !isSlowToInstall)) {
    const { unknown } = await comparePeer(peer, SEED, count);
    results.push({ passed: count - unknown.length, failed: unknown.length, report: some(unknown) });
  }
  for (const problem of [...otherVersions(), ...undescribed()])
    results.push({ passed: 0, failed: 1, report: problem });
  return summed(results);
}

/** Every run looks at other webhooks. */
const anySeed = () => randomInt(2 ** 31);

/** `part` of the whole, for less time. */
export const hunts = [
  {
    name: 'differential: every form of the core',
    run: ({ part = 1 } = {}) => huntOurs(Math.ceil(1_000_000 * part)),
  },
  ...peers.map((peer) => ({
    name: `differential: ${peer.name}`,
    run: ({ part = 1 } = {}) => huntPeer(peer, Math.ceil(MANY * part)),
  })),
];

/** Among so many, every known divergence is met. */
const MANY = 100_000;

async function huntOurs(count) {
  const seed = anySeed();
  const { differences } = await compareOurs(seed, count);
  const note = `native, three times WebAssembly, and node:crypto; seed ${seed}`;
  return { count, unit: 'webhooks', failed: differences.length, note, report: some(differences) };
}

async function huntPeer(peer, count) {
  const seed = anySeed();
  const { met, unknown } = await comparePeer(peer, seed, count);
  const stale = knownOf(peer).filter((id) => count >= MANY && met.get(id) === 0);
  const problems = [
    ...unknown,
    ...stale.map((id) => `${id} was not met: ${peer.name} may have changed`),
  ];
  const diverging = [...met.values()].filter((times) => times > 0).length;
  return {
    count,
    unit: 'webhooks',
    failed: problems.length,
    note: `${peer.version()}; ${diverging} known divergences; seed ${seed}`,
    report: some(problems),
  };
}

function some(problems) {
  const more = problems.length > 20 ? `\n\nand ${problems.length - 20} more` : '';
  return problems.slice(0, 20).join('\n\n') + more;
}
