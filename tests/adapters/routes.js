/**
 * The routes that every server of these tests has, each with its adapter's options and what its
 * application does.
 */

import { memoryReplayStore } from 'hookproof/replay';

/** Not secret: they sign nothing but these tests. */
export const secrets = [
  'whsec_QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=',
  'whsec_QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=',
];

/** What happened on a server, for GET /log to tell. */
export const log = { refused: [], processed: [], errors: [], storeErrors: [] };

const attempts = new Set();

/** What the application does with a webhook: gives the status to answer, or throws. */
export async function processWebhook(path, { id, event }) {
  const isFirst = !attempts.has(id);
  attempts.add(id);
  if (event.ms) await sleep(event.ms);
  if (event.type === 'throws-once' && isFirst) throw new Error('the database is down');
  if (event.type === 'refuses-once' && isFirst) return 422;
  log.processed.push({ path, id, type: event.type });
  return 204;
}

/** Late with the first claim of each id, and then as good as any. */
function lateStore() {
  const store = memoryReplayStore();
  const asked = new Set();
  return {
    ...store,
    async claim(id, lease) {
      const isFirst = !asked.has(id);
      asked.add(id);
      if (isFirst) await sleep(300);
      return store.claim(id, lease);
    },
  };
}

const fails = async () => Promise.reject(new Error('connection refused'));
const down = () => ({ claim: fails, complete: fails, release: fails });
const forgetful = () => ({ ...memoryReplayStore(), release: fails });

const onStoreError = (choice) => (error) => {
  log.storeErrors.push(error.message);
  return choice;
};

const throwing = () => {
  throw new Error('the hook is broken');
};

/**
 * By path, for one application. A hook that logs is added to each by the server, which knows how to
 * get at the id.
 */
export function makeRoutes() {
  const [foundStore, sharedStore] = [memoryReplayStore(), memoryReplayStore()];
  return {
    '/plain': { secret: secrets[0] },
    '/found': { secret: async () => secrets[0] },
    '/rotated': { secret: secrets },
    '/small': { secret: secrets[0], options: { maxBodyBytes: 1000 } },
    '/impatient': { secret: secrets[0], options: { bodyTimeoutMs: 200 } },
    '/guarded': { secret: secrets[0], options: { replay: memoryReplayStore() } },
    '/refusing': {
      secret: secrets[0],
      options: { replay: memoryReplayStore(), onReplay: 'refuse' },
    },
    '/long-work': { secret: secrets[0], options: { replay: memoryReplayStore(), leaseSeconds: 1 } },
    '/endless-work': {
      secret: secrets[0],
      options: { replay: memoryReplayStore(), leaseSeconds: 1, maxWorkSeconds: 1 },
    },
    '/one-endpoint': { secret: secrets[0], options: { replay: sharedStore, endpoint: 'one' } },
    '/another-endpoint': {
      secret: secrets[0],
      options: { replay: sharedStore, endpoint: 'another' },
    },
    '/found-store': { secret: secrets[0], options: { replay: async () => foundStore } },
    '/store-down': { secret: secrets[0], options: { replay: down() } },
    '/store-down-accepting': {
      secret: secrets[0],
      options: { replay: down(), onStoreError: onStoreError('accept') },
    },
    '/store-late': { secret: secrets[0], options: { replay: lateStore(), storeTimeoutMs: 100 } },
    '/store-late-breaking': {
      secret: secrets[0],
      options: { replay: lateStore(), storeTimeoutMs: 100, onStoreError: throwing },
    },
    '/store-late-waiting': {
      secret: secrets[0],
      options: { replay: lateStore(), storeTimeoutMs: 100, onStoreError: async () => 'refuse' },
    },
    '/store-down-waiting': {
      secret: secrets[0],
      options: { replay: down(), onStoreError: async () => 'accept' },
    },
    '/store-anew': { secret: secrets[0], options: { replay: () => memoryReplayStore() } },
    '/store-slow': { secret: secrets[0], options: { replay: lateStore() } },
    '/store-keeps': {
      secret: secrets[0],
      options: { replay: forgetful(), onStoreError: onStoreError('refuse') },
    },
    '/store-keeps-untold': {
      secret: secrets[0],
      options: { replay: forgetful(), onStoreError: throwing },
    },
    '/store-wrong': {
      secret: secrets[0],
      options: {
        replay: { claim: async () => true, complete: async () => {}, release: async () => {} },
      },
    },
    '/misconfigured': { secret: () => 'whsec_' },
  };
}

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
