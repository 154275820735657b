/** Webhooks whose secrets and signatures differ in nothing but what must not decide. */
import { createHmac, randomBytes } from 'node:crypto';

export const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
export const timestamp = 1614265330;
export const body = '{"test": 2432232314}';
export const longBody = JSON.stringify({ test: 'x'.repeat(1000) });
/** Where WebCrypto hashes, it does from here. */
export const longestBody = JSON.stringify({ test: 'x'.repeat(64 * 1024) });

/**
 * So many secrets of the same length, alphabet and padding. None begins like a prefix, which is
 * public.
 */
export function secrets(count, bytes = 32) {
  const found = [];
  while (found.length < count) {
    const characters = randomBytes(bytes).toString('base64');
    if (!characters.startsWith('w')) found.push(`whsec_${characters}`);
  }
  return found;
}

export function tagOf(secret, content = body) {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.${content}`).digest();
}

export const headersOf = (...tags) => ({
  'webhook-id': id,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': tags.map((tag) => `v1,${tag.toString('base64')}`).join(' '),
});

/** Returns a copy that is wrong in one byte. */
export function wrongAt(tag, at) {
  const wrong = Buffer.from(tag);
  wrong[at] ^= 1 << (at % 8);
  return wrong;
}

export const options = { now: timestamp };
