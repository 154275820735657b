/**
 * What depends on a secret while the WebAssembly that ships runs. One event is a branch, a choice
 * or an address, and what it was: inputs with the same events cannot be told apart by what the code
 * does.
 */
import { randomBytes } from 'node:crypto';
import { equal, ok } from '../../conformance/assert.js';
import { shipped } from './shipped.js';
import {
  body,
  headersOf,
  id,
  longBody,
  longestBody,
  options,
  secrets,
  tagOf,
  timestamp,
  wrongAt,
} from './webhooks.js';

const everyByte = Array.from({ length: 32 }, (_, at) => at);
const text = (events) => events.map(({ kind, at, value }) => `${kind} ${at} ${value}`).join('\n');
const kindsOf = (events) => events.map(({ kind }) => kind).join(' ');

/** All alike; gives the one list of events that they have. */
function alike(lists, what) {
  const [first] = lists;
  for (const list of lists) equal(text(list), text(first), what);
  return first;
}

/**
 * Returns the events of reading a secret and of a verification that is false, in a new instance.
 */
async function reading(secret, bytes) {
  const { verifyWebhook, eventsOf } = await shipped(bytes);
  return eventsOf(() =>
    equal(verifyWebhook(body, headersOf(randomBytes(32)), secret, options), false),
  );
}

async function readings(all, bytes) {
  const events = [];
  for (const secret of all) events.push(await reading(secret, bytes));
  return events;
}

/** A verification with a key that is known already: its events. */
async function verifying(secret, bytes) {
  const { verifyWebhook, eventsOf } = await shipped(bytes);
  verifyWebhook(body, headersOf(randomBytes(32)), secret, options);
  return (expected, tags, content = body) =>
    eventsOf(() => equal(verifyWebhook(content, headersOf(...tags), secret, options), expected));
}

/** `bytes` are those of a module that is looked at in place of the one that ships. */
export const testsOf = (bytes) => ({
  'a secret is read without a look at where its characters are': async () => {
    for (const length of [24, 32, 64, 96])
      alike(await readings(secrets(6, length), bytes), `secrets of ${length} bytes`);
  },
  'a secret of four times the length decides no more': async () => {
    const [short, long] = await readings([...secrets(1, 24), ...secrets(1, 96)], bytes);
    equal(kindsOf(long), kindsOf(short));
    ok(short.length > 1, 'no event: the secret was not seen');
  },
  'where a secret is wrong decides nothing': async () => {
    const [secret] = secrets(1, 48);
    const events = [];
    for (let at = 6; at < secret.length; at += 7) {
      const { verifyWebhook, eventsOf } = await shipped(bytes);
      const wrong = `${secret.slice(0, at)}?${secret.slice(at + 1)}`;
      events.push(
        eventsOf(() =>
          equal(
            codeOf(() => verifyWebhook(body, headersOf(randomBytes(32)), wrong, options)),
            'ERR_SECRET_FORMAT',
          ),
        ),
      );
    }
    alike(events, 'wrong secrets');
  },
  'of a verification nothing is known but its verdict': async () => {
    const [secret] = secrets(1);
    const tag = tagOf(secret);
    const events = await verifying(secret, bytes);
    const wrong = alike(
      [
        ...everyByte.map((at) => events(false, [wrongAt(tag, at)])),
        events(false, [randomBytes(32)]),
      ],
      'wrong signatures',
    );
    const right = events(true, [tag]);
    equal(kindsOf(wrong), 'branch');
    equal(kindsOf(right), 'branch');
    ok(
      right[0].at === wrong[0].at && right[0].value !== wrong[0].value,
      'the one branch is not the verdict',
    );
  },
  'of a list of signatures, too, wherever the right one is': async () => {
    const [secret] = secrets(1);
    const tag = tagOf(secret);
    const events = await verifying(secret, bytes);
    const others = everyByte.slice(1, 8).map((at) => wrongAt(tag, at));
    equal(events(false, others).length, 1);
    equal(
      alike(
        [0, 3, 7].map((at) => events(true, others.toSpliced(at, 0, tag))),
        'lists with a right one',
      ).length,
      1,
    );
  },
  'and so it is when the host hashes a longer body': async () => {
    const [secret] = secrets(1);
    const tag = tagOf(secret, longBody);
    const events = await verifying(secret, bytes);
    const wrong = alike(
      everyByte.map((at) => events(false, [wrongAt(tag, at)], longBody)),
      'wrong signatures',
    );
    equal(kindsOf(wrong), 'branch');
    equal(kindsOf(events(true, [tag], longBody)), 'branch');
  },
  'and so it is when WebCrypto hashes it, which begins with what is made of the key': async () => {
    const [secret] = secrets(1);
    const tag = tagOf(secret, longestBody);
    const { verifyRequest, eventsOf, holdsSecret } = await shipped(bytes, { hostHash: false });
    const events = (tag) => {
      const init = { method: 'POST', body: longestBody, headers: headersOf(tag) };
      return eventsOf(() =>
        verifyRequest(new Request('http://localhost/', init), secret, options).catch(() => {}),
      );
    };
    await events(tag);
    const { digest } = crypto.subtle;
    const begins = [];
    crypto.subtle.digest = (name, data) => {
      begins.push(Buffer.from(data.subarray(0, 64)).toString('hex'));
      return digest.call(crypto.subtle, name, data);
    };
    try {
      const wrong = alike(
        [
          await events(wrongAt(tag, 0)),
          await events(wrongAt(tag, 31)),
          await events(randomBytes(32)),
        ],
        'wrong signatures',
      );
      equal(kindsOf(wrong), 'branch');
      equal(kindsOf(await events(tag)), 'branch');
    } finally {
      delete crypto.subtle.digest;
    }
    ok(holdsSecret(), 'the block was not seen, which JavaScript wipes unseen');
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    equal(
      begins,
      Array(4).fill(
        Buffer.concat([key, Buffer.alloc(32)], 64)
          .map((byte) => byte ^ 0x36)
          .toString('hex'),
      ),
    );
  },
  'a signature is made without a decision': async () => {
    for (const content of [body, longBody]) {
      for (const secret of secrets(4)) {
        const { signWebhook, eventsOf } = await shipped(bytes);
        const sign = () => signWebhook(content, secret, { id, timestamp })['webhook-signature'];
        equal(sign(), `v1,${tagOf(secret, content).toString('base64')}`);
        equal(text(eventsOf(sign)), '');
      }
    }
  },
  'no call leaves in the buffer what depends on a secret, but a signature that is sent':
    async () => {
      const [secret, other] = secrets(2);
      const { verifyWebhook, signWebhook, Webhook, holdsSecret } = await shipped(bytes);
      for (const content of [body, longBody]) {
        for (const one of [secret, other]) {
          equal(
            verifyWebhook(content, headersOf(tagOf(secret, content)), one, options),
            one === secret,
          );
          equal(holdsSecret(), false, 'a verification');
        }
        new Webhook([secret, other]);
        equal(holdsSecret(), false, 'a check');
        signWebhook(content, secret, { id, timestamp });
        // So it was followed up to there.
        equal(holdsSecret(), true, 'the signature');
        verifyWebhook('', {}, secret);
        equal(holdsSecret(), false, 'a refusal');
      }
    },
});

function codeOf(use) {
  try {
    use();
  } catch (error) {
    return error.code;
  }
  return undefined;
}
