/**
 * Why another library's verdict differs from ours: the fewest of its known rules under which the
 * reference, too, says what it said. Nothing else explains a difference, so one that no known rule
 * makes is found.
 */
import { ourRules, verdict } from './reference.js';
import { rulesOfPeers } from './rules-of-peers.js';

/**
 * What counts of a verdict: whether it is an acceptance, a refusal, a mistake in the secret, or an
 * error that nobody declared.
 */
export function kindOf(said) {
  if (/^(ok|accepted)\b/.test(said)) return 'accepted';
  if (/^(ERR_SECRET|secret)/.test(said)) return 'secret';
  return said.startsWith('crashed') ? 'crashed' : 'refused';
}

/** The ids of the rules; nothing if they do not explain it. */
export function classify(webhook, theirs, ids) {
  const explain = (some) => kindOf(verdict(webhook, withRules(some))) === theirs;
  for (const size of [1, 2, 3]) {
    for (const some of subsets(ids, size)) if (explain(some)) return some;
  }
  // With more at once there are too many subsets: all of them, then, without those that it goes
  // without.
  if (!explain(ids)) return undefined;
  return ids.reduce(
    (kept, id) =>
      explain(kept.filter((one) => one !== id)) ? kept.filter((one) => one !== id) : kept,
    ids,
  );
}

/** Our rules with some of a peer laid over them. */
function withRules(ids) {
  const rules = { ...ourRules };
  for (const id of ids) Object.assign(rules, rulesOfPeers[id]({ ...rules }));
  return rules;
}

function* subsets(list, size, from = 0) {
  if (size === 0) {
    yield [];
    return;
  }
  for (let at = from; at <= list.length - size; at++) {
    for (const rest of subsets(list, size - 1, at + 1)) yield [list[at], ...rest];
  }
}
