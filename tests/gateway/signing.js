/** Signs bytes, which are not always text, without hookproof. */
import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';

export function signBytes(body, secret, { id = `msg_${randomUUID()}`, date = new Date() } = {}) {
  const timestamp = String(Math.floor(date.getTime() / 1000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const tag = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${tag}` };
}

const keys = generateKeyPairSync('ed25519');
const { x } = keys.publicKey.export({ format: 'jwk' });
/** The key that verifies what `signPublic` signs. */
export const publicKey = `whpk_${Buffer.from(x, 'base64url').toString('base64')}`;

/** Signs a text for a `whpk_` key. */
export function signPublic(body, { id = `msg_${randomUUID()}`, date = new Date() } = {}) {
  const timestamp = String(Math.floor(date.getTime() / 1000));
  const tag = sign(null, Buffer.from(`${id}.${timestamp}.${body}`), keys.privateKey);
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1a,${tag.toString('base64')}`,
  };
}
