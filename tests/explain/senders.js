/**
 * What real senders send, by tests/vectors/senders.json: each that is refused is explained, and
 * what the hint says is followed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/shell.js';
import { equal } from '../conformance/assert.js';
import { follow } from './followed.js';

const vectors = JSON.parse(readFileSync(join(root, 'tests', 'vectors', 'senders.json'), 'utf8'));

/**
 * The first hint of those that are refused, by a part of their names; and of those whose sender
 * must change, what it says.
 */
const hints = [
  [/18 bytes/, 'SECRET_SHORT'],
  [/fraction/, 'TIMESTAMP_SECONDS_SIGNED'],
  [/polar|composio/i, 'SECRET_AS_TEXT'],
  [/dot/, 'HEADERS_MALFORMED', 'the sender who chose this id'],
];

export function senders({ explainWebhook, verifyWebhook }) {
  const refused = vectors.filter(
    ({ refuse, throws }) => refuse !== undefined || throws !== undefined,
  );
  return refused.map((vector) => ({ name: `a sender: ${vector.name}`, run: () => check(vector) }));

  async function check({ name, headers, body, secrets, now }) {
    const [, code, says] = hints.find(([pattern]) => pattern.test(name)) ?? [];
    const at = { now };
    const full = {
      explainWebhook: (...given) => explainWebhook(...given, at),
      verifyWebhook: (payload, pairs, secret, options) =>
        verifyWebhook(payload, pairs, secret, { ...at, ...options }),
    };
    equal(
      await follow(full, code, {
        payload: body,
        headers: Object.fromEntries(headers),
        secret: secrets[0],
        says,
      }),
      '',
    );
  }
}
