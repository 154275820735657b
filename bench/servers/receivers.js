/**
 * The same endpoint in four ways, for every server: with the adapter, with the adapter and a replay
 * store, and as somebody writes it by hand, with Pulse's sample over node:crypto or with the
 * library of the scheme. Each answers 204 to a webhook whose event it has parsed, and 401 to a
 * forgery.
 */
import { memoryReplayStore } from 'hookproof/replay';
import { verifierOf as byNodeCrypto } from '../peers/node-crypto.js';
import { verifierOf as byStandardWebhooks } from '../peers/standardwebhooks.js';
import { secret } from '../webhook.js';

export const adapters = ['hookproof', 'once'];
const verifiers = { 'by-hand': byNodeCrypto, standardwebhooks: byStandardWebhooks };

/** What the adapter of a server is called with. */
export const optionsOf = (receiver) =>
  receiver === 'once'
    ? { secret, replay: memoryReplayStore({ maxEntries: 1_000_000 }) }
    : { secret };

/** Gives a function of body and headers that gives the status to answer. */
export function judgeOf(receiver) {
  const verify = verifiers[receiver](secret);
  return (body, headers) => {
    try {
      if (!verify(body, headers)) return 401;
    } catch {
      return 401;
    }
    return typeof JSON.parse(body) === 'object' ? 204 : 400;
  };
}

/** The headers that are asked of a fetch `Headers`. */
export const asked = (headers) => ({
  'webhook-id': headers.get('webhook-id'),
  'webhook-timestamp': headers.get('webhook-timestamp'),
  'webhook-signature': headers.get('webhook-signature'),
});
