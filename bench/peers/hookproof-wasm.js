/** hookproof where the host has no hash of its own: in a browser, at the edge. */
import { createRequire } from 'node:module';

const hostHashFrom = Symbol.for('hookproof.hostHashFrom');

export function verifierOf(secret) {
  // The CommonJS build is a second instance, and this setting is read once, when it loads.
  globalThis[hostHashFrom] = Number.POSITIVE_INFINITY;
  const { verifyWebhook } = createRequire(import.meta.url)('hookproof');
  delete globalThis[hostHashFrom];
  return (body, headers) => verifyWebhook(body, headers, secret);
}
