/**
 * The TypeScript sample that Pulse's documentation prints, with its bugs fixed and nothing else
 * changed: the prefix is stripped, the timestamp is digits only, the header is a list, lengths may
 * differ, and bytes are hashed as they are.
 */
import * as crypto from 'node:crypto';

function verifyWebhook(payload, headers, webhookSecret) {
  const webhookId = headers['webhook-id'];
  const webhookTimestamp = headers['webhook-timestamp'];
  const webhookSignature = headers['webhook-signature'];

  if (!webhookId || !webhookTimestamp || !webhookSignature) {
    return false;
  }

  // Check timestamp to prevent replay attacks (5 minute window)
  const currentTime = Math.floor(Date.now() / 1000);
  if (!/^\d+$/.test(webhookTimestamp) || Math.abs(currentTime - Number(webhookTimestamp)) > 300) {
    return false;
  }

  // Compute expected signature (base64-encoded HMAC-SHA256)
  const secretBytes = Buffer.from(webhookSecret.replace(/^whsec_/, ''), 'base64');
  const hmac = crypto.createHmac('sha256', secretBytes);
  if (typeof payload === 'string') {
    hmac.update(`${webhookId}.${webhookTimestamp}.${payload}`);
  } else {
    hmac.update(`${webhookId}.${webhookTimestamp}.`).update(payload);
  }
  const expected = Buffer.from(hmac.digest('base64'));

  // Constant-time comparison with each entry of the list (format: v1,signature)
  return webhookSignature.split(' ').some((entry) => {
    const [version, signature] = entry.split(',');
    if (version !== 'v1' || !signature) {
      return false;
    }
    const given = Buffer.from(signature);
    return given.length === expected.length && crypto.timingSafeEqual(given, expected);
  });
}

export const verifierOf = (secret) => (body, headers) =>
  verifyWebhook(body, headers instanceof Headers ? plain(headers) : headers, secret);

/** As route handlers that have a `Headers` write it. */
const plain = (headers) => ({
  'webhook-id': headers.get('webhook-id'),
  'webhook-timestamp': headers.get('webhook-timestamp'),
  'webhook-signature': headers.get('webhook-signature'),
});
