/** The same for ed25519, which only `hookproof/full` has. */
import fc from 'fast-check';
import { sign } from 'node:crypto';
import { equal, ok } from '../conformance/assert.js';
import { pairOf } from '../vectors/generate/ed25519.js';
import { full, judgeBy } from './judge.js';
import { changed, changes, entryOf, headersOf, keys, messages } from './values.js';

const pairs = Array.from({ length: 16 }, (_, at) => pairOf(Buffer.alloc(32, at + 1)));
const pairOfThem = fc.constantFrom(...pairs);
const contentOf = ({ id, timestamp, body }) =>
  Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
const signatureOf = (message, { key }) => entryOf('v1a', sign(null, contentOf(message), key));
const judge = (...given) => judgeBy(full, ...given);

export const properties = {
  'v1a: what is signed verifies with its own public key alone': [
    [messages, pairOfThem, pairOfThem, keys],
    (message, pair, other, key) => {
      const { id, timestamp, body } = message;
      const headers = headersOf(message, signatureOf(message, pair));
      equal(full.signWebhook(body, pair.privateKey, { id, timestamp }), headers);
      const at = { now: timestamp };
      equal(judge(body, headers, [key, pair.publicKey], at), 'authentic');
      const expected = other === pair ? 'authentic' : 'ERR_NO_MATCHING_SIGNATURE';
      equal(judge(body, headers, [other.publicKey, key], at), expected);
    },
  ],
  'v1a: a changed bit is refused': [
    [messages, pairOfThem, pairOfThem, changes],
    (message, pair, other, change) => {
      fc.pre(change.part !== 'key' || other !== pair);
      const webhook = changed({ message, signature: signatureOf(message, pair) }, change);
      const { publicKey } = change.part === 'key' ? other : pair;
      const options = { now: message.timestamp, toleranceSeconds: 1e13 };
      const verdict = judge(
        webhook.message.body,
        headersOf(webhook.message, webhook.signature),
        publicKey,
        options,
      );
      ok(verdict !== 'authentic', `a bit of the ${change.part} is another`);
    },
  ],
};
