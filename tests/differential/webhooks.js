/** Webhooks with 0 to 3 mutations, the same ones for the same seed. */
import { createHmac } from 'node:crypto';
import { bodyMutations, bytesOf, makeBody } from './bodies.js';
import { entryMutations, listMutations } from './entries.js';
import { headerMutations, idMutations, timestampMutations } from './headers.js';
import { Random } from './random.js';
import { forgivenKey, makeKey, makeSecret, secretMutations } from './secrets.js';

/**
 * Number `at` of the webhooks of a seed:
 * - `body`, a Buffer or a string; `headers`, pairs; `secrets`, each `{ text }` or `{ raw }`; `now`
 *   and `tolerance` in seconds;
 * - `shape`, how JavaScript gives the headers; `mutations`, the names of what was done to it.
 *
 * With `clock`, the seconds of a recipient that reads the clock itself and takes one secret, few
 * are near an edge of the tolerance.
 */
export function makeWebhook(seed, at, clock) {
  const random = new Random(seed, at);
  // A run has few secrets and many webhooks, as a receiver has, so that cached keys are met again.
  const secrets = new Random(seed, random.once(4) ? at : random.below(40));
  const draft = clock === undefined ? anyDraft(random, secrets) : draftAt(clock, random, secrets);
  const as = { twice: clock === undefined };
  const mutations = Array.from({ length: random.pick([0, 1, 1, 1, 2, 2, 3]) }, () =>
    pickMutation(random),
  );
  const [before, after] = [[], []];
  for (const mutation of mutations) (mutation.isBefore(random) ? before : after).push(mutation);
  for (const { apply } of before) apply(draft, random, as);
  draft.list = makeList(draft, random);
  for (const { apply } of after) apply(draft, random, as);
  return finished(draft, random, mutations, clock);
}

function anyDraft(random, secrets) {
  const now = 1_600_000_000 + random.below(200_000_000);
  const tolerance = random.pick([300, 300, 300, 300, 0, 1, 60, 86_400, 300.9, 0.5, 1e10]);
  const edge = Math.min(Math.floor(tolerance), now);
  const age = random.once(4)
    ? random.pick([-edge - 1, -edge, edge, edge + 1])
    : random.between(-Math.min(edge, 200), Math.min(edge, 200));
  return {
    ...draftOf(random, secrets, random.pick([1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 3, 4, 16])),
    now,
    tolerance,
    timestamp: String(Math.max(0, now - age)),
  };
}

function draftAt(clock, random, secrets) {
  const age = random.once(20)
    ? random.pick([-1, 1]) * random.between(400, 4000)
    : random.between(-200, 200);
  return {
    ...draftOf(random, secrets, 1),
    now: clock,
    tolerance: 300,
    timestamp: String(clock - age),
  };
}

function draftOf(random, secretsOf, count) {
  const keys = Array.from({ length: count }, () => makeKey(secretsOf));
  const secrets = keys.map((key) => makeSecret(secretsOf, key));
  const names = random.once(3) ? 'svix' : 'webhook';
  return {
    keys,
    secrets,
    names,
    id: `msg_${random.bytes(12).toString('base64url')}`,
    body: makeBody(random),
    pairs: (pairs) => pairs,
  };
}

const all = (mutations, toArea, { before, after }) =>
  Object.entries(mutations).map(([name, mutate]) => ({
    name,
    mutate,
    toArea,
    isBefore: (random) => (before && after ? random.once(2) : before),
  }));

/**
 * Each area, and how a mutation of it changes a draft. A secret, an id, a timestamp or a body can
 * be mutated before it is used.
 */
const areas = {
  secret: all(secretMutations, mutateSecret, { before: true }),
  id: all(
    idMutations,
    (draft, mutate, random) => {
      draft.id = mutate(draft.id, random);
    },
    { before: true, after: true },
  ),
  timestamp: all(
    timestampMutations,
    (draft, mutate, random) => {
      draft.timestamp = mutate(draft.timestamp, random);
    },
    { before: true, after: true },
  ),
  body: all(
    bodyMutations,
    (draft, mutate, random) => {
      draft.body = mutate(draft.body, random);
    },
    { before: true, after: true },
  ),
  entry: all(entryMutations, mutateEntry, { after: true }),
  list: all(
    listMutations,
    (draft, mutate, random) => {
      draft.list = mutate(draft.list, random);
    },
    { after: true },
  ),
  headers: all(headerMutations, mutateHeaders, { after: true }),
  secrets: all(
    {
      'as many as may be': sixteen,
      none: () => [],
      'the other order': (secrets) => [...secrets].reverse(),
    },
    mutateSecrets,
    {
      after: true,
    },
  ),
};

function pickMutation(random) {
  const area = random.pick(Object.keys(areas));
  const { name, mutate, toArea, isBefore } = random.pick(areas[area]);
  return {
    name: `${area}: ${name}`,
    isBefore,
    apply: (draft, ...rest) => toArea(draft, mutate, ...rest),
  };
}

function mutateSecret(draft, mutate, random) {
  const at = random.below(draft.secrets.length);
  const secret = mutate(draft.keys[at], random);
  draft.secrets[at] = secret;
  // A sender, or a forger, may know what a forgiving library makes of the secret.
  if (random.once(2)) draft.keys[at] = forgivenKey(secret, random);
}

function mutateEntry(draft, mutate, random) {
  const at = random.below(draft.list.length);
  draft.list[at] = mutate(draft.list[at], random);
}

function mutateHeaders(draft, mutate, random, as) {
  const { pairs } = draft;
  draft.pairs = (given) => {
    const before = pairs(given);
    return before.length === 0 ? before : mutate(before, random, as);
  };
}

function mutateSecrets(draft, mutate, random, { twice }) {
  if (twice) draft.secrets = mutate(draft.secrets, random);
}

function sixteen(secrets, random) {
  const others = Array.from({ length: random.pick([15, 16, 17, 18]) - secrets.length }, () =>
    makeSecret(random, random.bytes(24)),
  );
  return random.once(2) ? [...secrets, ...others] : [...others, ...secrets];
}

/** One signature for some of the keys, in any order. */
function makeList({ keys, id, timestamp, body }, random) {
  const signers = random.once(4) ? [random.pick(keys), random.pick(keys)] : [random.pick(keys)];
  return signers.map((key) => {
    const tag = createHmac('sha256', key)
      .update(`${id}.${timestamp}.`)
      .update(bytesOf(body))
      .digest('base64');
    return `v1,${tag}`;
  });
}

const SHAPES = ['pairs', 'object', 'object', 'map', 'arrays', 'get', 'headers'];

function finished(
  { pairs, names, id, timestamp, list, body, secrets, now, tolerance },
  random,
  mutations,
  clock,
) {
  const headers = pairs([
    [`${names}-id`, id],
    [`${names}-timestamp`, timestamp],
    [`${names}-signature`, list.join(' ')],
  ]);
  const fraction = clock === undefined && random.once(8) ? random.pick([0.001, 0.5, 0.999]) : 0;
  const shape = random.pick(SHAPES);
  return {
    body,
    headers,
    secrets,
    now: now + fraction,
    tolerance,
    shape,
    mutations: mutations.map(({ name }) => name),
  };
}
