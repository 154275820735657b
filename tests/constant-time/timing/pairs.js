/** The pairs of classes that must take the same time, and those that must not. */
import { randomBytes } from 'node:crypto';
import { body, headersOf, secrets, tagOf, timestamp, wrongAt } from '../wasm/webhooks.js';

const [secret] = secrets(1);
const tag = tagOf(secret);
const INPUTS = 256;

/** Of each class so many, made by turns, so that neither class has a place in memory of its own. */
function inputs(...classes) {
  const made = classes.map(() => []);
  for (let at = 0; at < INPUTS; at++)
    for (const [one, make] of classes.entries()) made[one].push(flat(headersOf(make())));
  return made;
}

/**
 * A text that is put together is copied on its first use; these are of one piece from the start.
 */
const inOnePiece = (text) => Buffer.from(text, 'latin1').toString('latin1');
const flat = (headers) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, inOnePiece(value)]));

const first = () => wrongAt(tag, 0);
const last = () => wrongAt(tag, 31);
const allButTheLast = () =>
  Buffer.concat([tag.subarray(0, 31), Buffer.of(tag[31] ^ (1 + (randomBytes(1)[0] % 255)))]);
const verifying = ({ verifyWebhook }) => {
  const options = { now: timestamp };
  return (headers) => verifyWebhook(body, headers, secret, options);
};

export const same = [
  {
    name: 'wrong in the first byte, wrong in the last',
    inputs: inputs(first, last),
    using: verifying,
  },
  {
    name: 'wrong everywhere, right up to the last byte',
    inputs: inputs(() => randomBytes(32), allButTheLast),
    using: verifying,
  },
  { name: 'control: the same class twice', inputs: inputs(first, first), using: verifying },
];

const right = `v1,${tag.toString('base64')}`;

/** As many samples write it: a comparison of texts, character by character. */
function leakyComparison() {
  return ({ 'webhook-signature': given }) => {
    if (given.length !== right.length) return false;
    for (let at = 0; at < right.length; at++)
      if (given.charCodeAt(at) !== right.charCodeAt(at)) return false;
    return true;
  };
}

export const different = [
  {
    name: 'control: a comparison in JavaScript that stops at the first difference',
    inputs: inputs(first, last),
    using: leakyComparison,
  },
];
