/**
 * Runs docs/senders.md: the line of code for each sender verifies a webhook of that sender, and
 * refuses it once it is changed. `npm run tables` writes the table from senders.json.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unwrapWebhook, verifyWebhook, WebhookVerificationError } from 'hookproof';
import { unwrapPulseWebhook } from 'hookproof/pulse';
import { equal, ok } from '../conformance/assert.js';
import { runTests } from '../conformance/outcome.js';
import { write, written } from '../docs/written.js';
import { tag } from '../drop-in/sign.js';
import { resultOf } from '../results.js';

const page = 'docs/senders.md';
const senders = JSON.parse(readFileSync(join(import.meta.dirname, 'senders.json'), 'utf8'));

/** The two keys of those that publish no example, and when they send. */
const made = {
  secret: `whsec_${Buffer.from('an exemplary key, of 32 bytes ok').toString('base64')}`,
  timestamp: '1750861210',
};

/** Returns the headers of a vector: the published signature, or one made in the sender's manner. */
function deliveryOf({ vector }) {
  const {
    names = 'webhook',
    secret,
    id,
    timestamp,
    fraction = '',
    body,
    key,
    separator = ' ',
    signature,
  } = { ...made, ...vector };
  const bytes = (one) =>
    key === 'text' ? one : Buffer.from(one.replace(/^(v1,)?whsec_/, ''), 'base64');
  const entries = secret.split('|').map((one) => tag(bytes(one), id, timestamp, body));
  const values = {
    id,
    timestamp: timestamp + fraction,
    signature: signature ?? entries.join(separator),
  };
  const headers = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${names}-${name}`, value]),
  );
  return { headers, body, secret, now: Number(timestamp) };
}

/** Tells whether the line of the page takes it, at the time when it was sent. */
function accepts({ line }, { headers, body, secret, now }) {
  const names = { body, headers, secret, unwrapWebhook, verifyWebhook, unwrapPulseWebhook };
  const { now: clock } = Date;
  Date.now = () => now * 1000;
  try {
    const result = new Function(...Object.keys(names), `return ${line}`)(...Object.values(names));
    return result === true || typeof result.id === 'string';
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  } finally {
    Date.now = clock;
  }
}

const withBody = (line) => line.replaceAll("''", 'body');

function table() {
  const rows = senders.map(({ sender, page: address, mind, line, vector }) => [
    `[${sender}](${address})`,
    `\`${line}\``,
    mind,
    vector.published ? 'published' : 'made',
  ]);
  return [['sender', 'line', 'to mind', 'tested on'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const tests = [
  ...senders.map((sender) => ({
    name: `${sender.sender}: its line verifies its webhook, and no other`,
    run: () => {
      const delivery = deliveryOf(sender);
      equal(accepts(sender, delivery), true);
      equal(
        accepts({ line: withBody(sender.line) }, { ...delivery, body: `${delivery.body} ` }),
        false,
      );
      equal(accepts(sender, { ...delivery, now: delivery.now + 301 }), false);
    },
  })),
  {
    name: 'where a secret of several is in use, each of them verifies alone',
    run: () => {
      for (const sender of senders.filter(({ vector }) => vector.secret?.includes('|'))) {
        const delivery = deliveryOf(sender);
        for (const secret of delivery.secret.split('|'))
          equal(accepts(sender, { ...delivery, secret }), true);
      }
    },
  },
  {
    name: 'the page has the table that is tested',
    run: () => ok(written(page, 'senders') === table(), `${page} is outdated: npm run tables`),
  },
];

export const senderSuite = {
  name: 'senders: the line for each, on its webhook',
  run: async () => resultOf(await runTests(tests)),
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === '--write') write(page, 'senders', table());
  const { passed, failed, report } = await senderSuite.run();
  console.log(`${report}\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
