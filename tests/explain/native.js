/**
 * The crate and the npm package explain alike, each in words of its own language: random webhooks
 * and those of tests/explain/followed.js.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import fc from 'fast-check';
import { equal } from '../conformance/assert.js';
import { root, run } from '../../tools/lib/shell.js';
import { webhook } from './mistakes/webhooks.js';
import { kinds } from './followed.js';

/** The native program; gives what asks it, and what ends it. */
async function native() {
  await run('cargo', ['build', '--quiet', '--example', 'explained', '--features', 'explain']);
  const program = spawn(join(root, 'target', 'debug', 'examples', 'explained'), {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  const ask = async (question) => {
    program.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('the native program has ended');
    return JSON.parse(value);
  };
  const end = async () => {
    program.stdin.end();
    if (program.exitCode === null) await once(program, 'exit');
  };
  return { ask, end };
}

const writtenOf = (secret) =>
  typeof secret === 'string' ? { text: secret } : { raw: Buffer.from(secret).toString('base64') };

/** Tells whether a webhook can be given to a Rust program: bytes, and text under names. */
const isPlain = ({ payload, headers, secret }) =>
  (typeof payload === 'string' || ArrayBuffer.isView(payload)) &&
  Object.getPrototypeOf(headers) === Object.prototype &&
  Object.values(headers).every((value) => typeof value === 'string') &&
  [secret].flat().every((each) => typeof each === 'string' || ArrayBuffer.isView(each));

/** Returns what both say of one webhook. */
async function both(
  { explainWebhook },
  ask,
  { payload, headers, secret, now, tolerance = 300, minimum = 24 },
) {
  const body = Buffer.from(payload);
  const own = explainWebhook(body, headers, secret, {
    now,
    toleranceSeconds: tolerance,
    minSecretBytes: minimum,
  });
  const other = await ask({
    payload: body.toString('base64'),
    headers: Object.entries(headers),
    secrets: [secret].flat().map(writtenOf),
    now,
    tolerance,
    minimum,
  });
  // Rust's writer puts the names of an object in their order.
  other.checks = other.checks.map(({ name, ok, detail }) => ({ name, ok, detail }));
  other.hints = other.hints.map(({ code, message }) => ({ code, message }));
  return [{ ...own, code: own.code ?? null }, other];
}

/** What a check says in Rust, and in JavaScript. */
const inJavaScript = [
  ['secret.as_bytes()', 'new TextEncoder().encode(secret)'],
  ['say so by MinSecretBytes', 'set minSecretBytes'],
];
/** Each language words a hint in its own way: what a hint is about stands in its first words. */
const about = ({ code, message }) => [code, message.split(' ').slice(0, 3).join(' ')];

const alike = async (full, ask, given) => {
  const [own, other] = await both(full, ask, given);
  equal([own.ok, own.code], [other.ok, other.code]);
  const checks = inJavaScript.reduce(
    (text, [rust, javascript]) => text.replaceAll(rust, javascript),
    JSON.stringify(other.checks),
  );
  equal(JSON.stringify(own.checks), checks);
  equal(own.hints.map(about), other.hints.map(about));
};

const printable = fc.string({ unit: 'grapheme', maxLength: 60 });
const long = fc.integer({ min: 1, max: 40_000 });
const good = Buffer.alloc(32, 7);

/** A value of a header: what a sender sends, what comes near it, anything, and a lot of it. */
const values = {
  id: fc.oneof(
    fc.constantFrom('msg_1', 'evt.1', 'a b', ''),
    printable,
    long.map((length) => 'x'.repeat(length)),
  ),
  time: fc.oneof(
    fc.constantFrom(
      '1732000000',
      '1732000000.250',
      '2024-11-19T07:06:40Z',
      '1732000000000',
      '+1732000000',
      '01732000000',
      '1732000000,5',
      '',
    ),
    printable,
    long.map((length) => '1'.repeat(length)),
  ),
  list: fc.oneof(
    fc.constantFrom('v1,', 'v1=00', 'v3,00', 'eyJhbGciOiJIUzI1NiJ9.e30.AAAA', ''),
    printable,
    long.map((length) => ' '.repeat(length)),
    fc
      .integer({ min: 1, max: 900 })
      .map((count) => `v1,${Buffer.alloc(32).toString('base64')} `.repeat(count)),
    fc
      .integer({ min: 1, max: 40 })
      .map((count) => `v1a,${Buffer.alloc(64).toString('base64')} `.repeat(count)),
  ),
};

const secrets = fc.oneof(
  fc.constantFrom(
    `whsec_${good.toString('base64')}`,
    good,
    'changeme',
    '',
    'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
  ),
  printable,
  fc.uint8Array({ maxLength: 600 }),
);

const anything = fc.record({
  sent: fc.option(
    fc.record({ id: values.id, time: values.time, list: values.list }, { requiredKeys: [] }),
  ),
  signs: fc.boolean(),
  behind: values.list,
  extra: fc.dictionary(
    fc.constantFrom(
      'x-hub-signature',
      'Stripe-Signature',
      'x-acme-signature',
      'svix-id',
      'svix-timestamp',
      'svix-signature',
      'webhook_id',
      'webhook_timestamp',
    ),
    printable,
  ),
  body: fc.oneof(fc.json(), printable, fc.constantFrom('[1,2]', '{"0":1}', '00ff', 'e30=')),
  secret: fc.oneof(secrets, fc.array(secrets, { minLength: 2, maxLength: 4 })),
  now: fc.constantFrom(1732000000, 1732000400, 0, 1732000000000),
  minimum: fc.constantFrom(1, 18, 24, 512),
});

/** Signed over whatever the headers say, or not. */
function given({ sent, signs, behind, extra, body, secret, now, minimum }) {
  const { id = 'msg_1', time = '1732000000', list } = sent ?? {};
  const { headers, body: payload } = webhook({ key: good, id, time, body });
  if (!signs) headers['webhook-signature'] = list ?? behind;
  else if (list !== undefined) headers['webhook-signature'] += ` ${list}`;
  return { payload, headers: { ...headers, ...extra }, secret, now, minimum };
}

export async function nativeAlike(full, runs = 1500) {
  const { ask, end } = await native();
  try {
    await fc.assert(
      fc.asyncProperty(anything, (parts) => alike(full, ask, given(parts))),
      { numRuns: runs },
    );
    for (const { arbitrary, make } of Object.values(kinds).flatMap(Object.values)) {
      const likely = fc.asyncProperty(arbitrary, async (parts) => {
        const made = await make(parts);
        if (isPlain(made)) await alike(full, ask, { ...made, now: Math.floor(Date.now() / 1000) });
      });
      await fc.assert(likely, { numRuns: 20 });
    }
  } finally {
    await end();
  }
}
