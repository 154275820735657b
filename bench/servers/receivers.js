/**
 * The same endpoint in five ways, for every server: with the adapter, with the adapter and a replay
 * store, and as somebody writes it by hand, with Pulse's sample over node:crypto, with a memory of
 * ids besides, or with the library of the scheme. Each answers 204 to a webhook whose event it has
 * parsed, and 401 to a forgery.
 */
import { memoryReplayStore } from 'hookproof/replay';
import { verifierOf as byNodeCrypto } from '../peers/node-crypto.js';
import { verifierOf as byStandardWebhooks } from '../peers/standardwebhooks.js';
import { secret } from '../webhook.js';

export const adapters = ['hookproof', 'once'];
const verifiers = {
  'by-hand': byNodeCrypto,
  'by-hand-again': byNodeCrypto,
  'by-hand-once': byNodeCrypto,
  standardwebhooks: byStandardWebhooks,
};

/** What the adapter of a server is called with. */
export const optionsOf = (receiver) =>
  receiver === 'once'
    ? { secret, replay: memoryReplayStore({ maxEntries: 1_000_000 }) }
    : { secret };

/** Gives a function of body and headers that gives the status to answer. */
export function judgeOf(receiver) {
  const verify = verifiers[receiver](secret);
  const isNew = receiver === 'by-hand-once' ? memoryByHand() : () => true;
  return (body, headers) => {
    try {
      if (!verify(body, headers)) return 401;
    } catch {
      return 401;
    }
    if (!isNew(headers['webhook-id'])) return 204;
    return typeof JSON.parse(body) === 'object' ? 204 : 400;
  };
}

/** What is remembered by hand: the ids of as long as they can be replayed, in a `Map`. */
function memoryByHand() {
  const ends = new Map();
  return (id) => {
    const now = Date.now();
    // Maps keep the order in which ids came: the first ones end first.
    for (const [old, end] of ends) {
      if (end > now) break;
      ends.delete(old);
    }
    if (ends.has(id)) return false;
    ends.set(id, now + 600_000);
    return true;
  };
}

/** The headers that are asked of a fetch `Headers`. */
export const asked = (headers) => ({
  'webhook-id': headers.get('webhook-id'),
  'webhook-timestamp': headers.get('webhook-timestamp'),
  'webhook-signature': headers.get('webhook-signature'),
});
