/** A sender of webhooks, signed by another library, that checks what a receiver makes of them. */
import { deepEqual } from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import process from 'node:process';
import { Webhook } from 'standardwebhooks';

/** A program is given it by the test that starts it. */
export const secret = process.env.WEBHOOK_SECRET ?? `whsec_${randomBytes(32).toString('base64')}`;

/** As Python prints it: it no longer verifies once JavaScript has parsed and printed it. */
export const body =
  '{"type": "job.completed", "timestamp": "2026-01-31T12:00:00Z", "data": {"job_id": "job_1", "name": "Ren\\u00e9"}}';

export function headersFor(
  text,
  { secrets = [secret], date = new Date(), id = `msg_${randomUUID()}` } = {},
) {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(date.getTime() / 1000)),
    'webhook-signature': secrets.map((one) => new Webhook(one).sign(id, date, text)).join(' '),
  };
}

const asSvix = (headers) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.replace('webhook-', 'svix-'), value]),
  );
/** One that the sender has begun to use, and the receiver does not know. */
export const another = `whsec_${btoa('another secret, of 32 bytes or so')}`;
const stale = new Date(Date.now() - 600_000);

/**
 * Sends what must be taken and what must be refused. `send(text, headers)` gives the status of the
 * answer.
 */
export async function prove(send, { taken = 204, refused = 401, text = body } = {}) {
  const statuses = {
    authentic: await send(text, headersFor(text)),
    'in a rotation': await send(text, headersFor(text, { secrets: [another, secret] })),
    "under Svix's names": await send(text, asSvix(headersFor(text))),
    tampered: await send(text.replace('completed', 'cancelled'), headersFor(text)),
    stale: await send(text, headersFor(text, { date: stale })),
    unsigned: await send(text, {}),
  };
  const expected = {
    authentic: taken,
    'in a rotation': taken,
    "under Svix's names": taken,
    tampered: refused,
    stale: refused,
    unsigned: refused,
  };
  deepEqual(statuses, expected);
}

/** Sends over HTTP. */
export const over = (url) => async (text, headers) => (await post(url, text, headers)).status;

export const post = (url, text, headers) =>
  fetch(url, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/json', ...headers },
  });

/** Sends to a function that takes a fetch `Request`. */
export const to = (handler) => async (text, headers) => {
  const request = new Request('https://example.com/webhook', {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return (await handler(request)).status;
};

/** Starts a server of Node's, or anything with its `listen`, and gives its URL. */
export async function listening(server) {
  const started = await new Promise((resolve) => {
    const it = server.listen(0, '127.0.0.1', () => resolve(it));
  });
  return `http://127.0.0.1:${started.address().port}`;
}
