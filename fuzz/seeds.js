/**
 * Adds the vectors to the corpora, and packs them with what was found by hand in fuzz/corpus/.
 * Run it when vectors have changed, and then a hunt, which takes out what leads nowhere new.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpora, pack, packed, unpack } from './corpus.js';

const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../tests/vectors/${name}.json`, import.meta.url), 'utf8'));

/** What libFuzzer makes of itself is no longer, either. */
const MAX_BYTES = 4096;

/** The numbers of src/pool.rs. */
const numbers = { whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw: 1 };
const names = [
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
  'svix-id',
  'svix-timestamp',
  'svix-signature',
];
const honestEntry = /v1a?,[A-Za-z0-9+/]{43,86}=+/g;

const { webhooks, keys } = vectors('v1a');
const deliveries = [
  ...vectors('verify'),
  ...vectors('regressions'),
  ...webhooks,
  ...vectors('explain'),
];
const secrets = vectors('secrets').map(({ secret }) => secret);

const seeds = {
  headers: deliveries.map(({ headers }) =>
    fields(...headers.flatMap(([name, value]) => [nameOf(name), literal(value)])),
  ),
  timestamp: complete().map(({ now, tolerance, timestamp }) =>
    fields(distance(now, timestamp), `${tolerance}`, bytesOf(timestamp)),
  ),
  signatures: complete().flatMap(({ secrets, list }) =>
    lists(list).map((list) => fields(secretsOf(secrets), list)),
  ),
  secret: [...secrets, ...keys.map(({ secret }) => secret)]
    .map((secret) => secretsOf([secret]))
    .concat(deliveries.map(({ secrets }) => secretsOf(secrets))),
  verify: whole(),
  ed25519: keys.map(({ secret }) =>
    Buffer.concat([Buffer.alloc(32, 'a'), fields(secret.slice(5), '\x01', '\x0e \x0f \x14', '{}')]),
  ),
  explain: whole(),
};

for (const [target, inputs] of Object.entries(seeds)) {
  const folder = join(corpora, target);
  mkdirSync(folder, { recursive: true });
  // A new target has none yet.
  if (existsSync(packed(target))) await unpack(target, corpora);
  for (const input of inputs.filter(({ length }) => length <= MAX_BYTES)) {
    writeFileSync(join(folder, createHash('sha1').update(input).digest('hex')), input);
  }
  await pack(target, corpora);
}

/** Webhooks that have one set of headers and no other. */
function complete() {
  return deliveries.flatMap((delivery) => {
    const found = delivery.headers.map(([name]) => names.indexOf(name.toLowerCase()));
    const first = Math.min(...found);
    if (
      found.length !== 3 ||
      ![0, 3].includes(first) ||
      new Set(found).size !== 3 ||
      Math.max(...found) !== first + 2
    )
      return [];
    const [id, timestamp, list] = [0, 1, 2].map(
      (at) => delivery.headers[found.indexOf(first + at)][1],
    );
    return [{ ...delivery, id, timestamp, list, style: first === 3 ? 's' : '' }];
  });
}

function whole() {
  return complete().flatMap(({ now, tolerance, secrets, id, timestamp, list, style, body }) =>
    lists(list).map((list) =>
      fields(
        distance(now, timestamp),
        `${tolerance}`,
        secretsOf(secrets),
        bytesOf(id),
        bytesOf(timestamp),
        list,
        style,
        '',
        bytesOf(body),
      ),
    ),
  );
}

/** Returns a list as it is, and with its signatures made anew whatever is signed. */
function lists(list) {
  const asGiven = literal(list);
  return [asGiven, Buffer.from(asGiven.toString('latin1').replace(honestEntry, '\x0e'), 'latin1')];
}

function secretsOf(given) {
  const one = (secret) => {
    if (typeof secret !== 'string') return Buffer.concat([Buffer.of(0x7f), bytesOf(secret)]);
    return secret in numbers ? Buffer.of(numbers[secret]) : literal(secret);
  };
  return joined(given.map(one), 0xfe);
}

function nameOf(name) {
  return names.includes(name) ? Buffer.of(names.indexOf(name) + 1) : literal(name);
}

function distance(now, timestamp) {
  return `${now - (/^(0|[1-9]\d{0,11})$/.test(timestamp) ? Number(timestamp) : 1614265330)}`;
}

/** Returns bytes of a field that stand for themselves. */
function literal(value) {
  return Buffer.from([...bytesOf(value)].flatMap((byte) => (byte <= 0x16 ? [0, byte] : [byte])));
}

function fields(...values) {
  return joined(
    values.map((value) => Buffer.from(value)),
    0xff,
  );
}

function joined(values, separator) {
  return Buffer.concat(
    values.flatMap((value, at) => (at === 0 ? [value] : [Buffer.of(separator), value])),
  );
}

/** As in the vectors: text, bytes in hexadecimal, or text repeated. */
function bytesOf(value) {
  if (typeof value === 'string') return Buffer.from(value);
  return Buffer.isBuffer(value)
    ? value
    : 'hex' in value
      ? Buffer.from(value.hex, 'hex')
      : Buffer.from(value.repeat.repeat(value.times));
}
