/** Signs bytes, which are not always text, without hookproof. */
import { createHmac, randomUUID } from 'node:crypto';

export function signBytes(body, secret, { id = `msg_${randomUUID()}`, date = new Date() } = {}) {
  const timestamp = String(Math.floor(date.getTime() / 1000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const tag = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${tag}` };
}
