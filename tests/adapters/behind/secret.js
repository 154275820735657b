/** What the servers behind which something reads have in common. */
import { verifyWebhook, WebhookVerificationError } from 'hookproof';
import { secrets } from '../routes.js';

export const [secret] = secrets;

export const LIMIT = 100_000;

/** Verifies any bytes, where `verifyRequest` would ask for JSON: an empty body, or an upload. */
export async function anyBytes(request, secret, options) {
  const reader = request.body.getReader();
  const pieces = [];
  for (let part = await reader.read(); !part.done; part = await reader.read())
    pieces.push(part.value);
  const body = new Uint8Array(Buffer.concat(pieces));
  if (!verifyWebhook(body, request.headers, secret, options))
    throw new WebhookVerificationError('not authentic');
  return {
    id: request.headers.get('webhook-id'),
    timestamp: new Date(),
    event: undefined,
    secretIndex: 0,
    body,
  };
}

/**
 * Returns what a server says of the bytes that were read behind the middleware, and of what is left
 * of the request.
 */
export const seen = (bytes) => ({ bytes: Buffer.from(bytes).toString('base64') });
