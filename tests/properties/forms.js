/** The verdict is of what was sent, not of the form in which JavaScript holds it. */
import fc from 'fast-check';
import { equal } from '../conformance/assert.js';
import { headerShapes, payloadShapes } from '../conformance/shapes.js';
import { full, hookproof, judge, judgeBy } from './judge.js';
import {
  changed,
  changes,
  headersOf,
  ids,
  keys,
  messages,
  signatureOf,
  texts,
  timestamps,
} from './values.js';

const entries = [hookproof, full];

/** What may be wrong with a set of headers, or nothing. */
const faults = fc.record({
  change: fc.option(changes, { freq: 3 }),
  prefix: fc.constantFrom('webhook', 'svix'),
  drop: fc.option(fc.nat(2), { freq: 5 }),
  empty: fc.option(fc.nat(2), { freq: 5 }),
  /** A second header of one of the names, in other cases. */
  double: fc.option(fc.nat(2), { freq: 5 }),
  beside: fc.subarray([
    ['content-type', 'application/json'],
    ['svix-id', 'x'],
    ['webhook-ids', 'x'],
    ['x-get', 'get'],
  ]),
  cases: fc.nat(0xff_ffff),
  rotate: fc.nat(6),
});

const inCases = (name, bits) =>
  Array.from(name, (letter, at) => (bits & (1 << (at % 24)) ? letter.toUpperCase() : letter)).join(
    '',
  );

function pairsOf(record, { prefix, drop, empty, double, beside, cases, rotate }) {
  const set = Object.entries(record).map(([name, value], at) => [
    name.replace('webhook', prefix),
    at === empty ? '' : value,
  ]);
  const pairs = [...set.filter((_, at) => at !== drop), ...beside];
  if (double !== null) pairs.push(set[double]);
  const turned = [...pairs.slice(rotate), ...pairs.slice(0, rotate)];
  return turned.map(([name, value], at) => [inCases(name, cases >> at), value]);
}

export const properties = {
  'every shape of headers gets one verdict': [
    [messages, keys, faults],
    (message, key, fault) => {
      const webhook = { message, signature: signatureOf(message, key) };
      const { message: given, signature } =
        fault.change === null ? webhook : changed(webhook, fault.change);
      const pairs = pairsOf(headersOf(given, signature), fault);
      const [[, first], ...others] = headerShapes(pairs);
      const options = { now: message.timestamp };
      const verdict = judge(given.body, first, key, options);
      others.forEach(([shape, headers], at) =>
        equal(judgeBy(entries[at % 2], given.body, headers, key, options), verdict, shape),
      );
    },
  ],
  'text and its UTF-8 get one verdict, also with surrogates that belong to no pair': [
    [texts, ids, timestamps, keys, fc.boolean()],
    (text, id, timestamp, key, isChanged) => {
      const bytes = Buffer.from(text);
      const message = { id, timestamp, body: bytes };
      const headers = headersOf(message, signatureOf(message, key));
      for (const { signWebhook } of entries)
        equal(signWebhook(text, key, { id, timestamp }), headers);
      const given = isChanged ? `${text}\u0000` : text;
      const expected = isChanged ? 'ERR_NO_MATCHING_SIGNATURE' : 'authentic';
      const options = { now: timestamp };
      payloadShapes(given).forEach(([shape, payload], at) =>
        equal(judgeBy(entries[at % 2], payload, headers, key, options), expected, shape),
      );
      equal(judge(given, headers, key, options), expected);
    },
  ],
};
