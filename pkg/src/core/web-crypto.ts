/**
 * SHA-256 of WebCrypto, for a long body where the host has no synchronous one. It is asynchronous,
 * so `verifyRequest` alone can use it.
 *
 * As with any hash of the host, a wrong answer from it could only refuse a webhook.
 */
import { BEGIN, HASHED } from '#wasm/tables.js';
import { webCryptoFrom } from '#compile';
import { Given } from './given.js';
import * as hostHash from './host-hash.js';
import { call, type Instance } from './instance.js';

/** Whether WebCrypto hashes a body sooner than the core. */
export const isForWebCrypto = ({ length }: Uint8Array): boolean =>
  length >= webCryptoFrom && !hostHash.isThere() && globalThis.crypto?.subtle !== undefined;

/**
 * Gives what `verdict` gives for the same values; or nothing, where WebCrypto fails.
 *
 * One secret after the other, because each needs a hash of its own, and the first one mostly
 * matches.
 */
export async function verifyByWebCrypto(
  given: Given,
  body: Uint8Array,
): Promise<number | undefined> {
  let number: number | undefined;
  for (let at = 0; at < given.secrets.length; at++) {
    const one = Object.assign(new Given(), given, { secrets: [given.secrets[at]], payload: body });
    const hash = await hashOf(one, body);
    // A key of another kind, or a host that fails: then all at once, because what ed25519 may cost
    // is for all keys together.
    if (hash === undefined) return undefined;
    number = call((core) => verifyHashed(core, one, hash));
    if (number >= 0) return number + at;
  }
  return number;
}

async function hashOf(given: Given, body: Uint8Array): Promise<Uint8Array | undefined> {
  const begun = call(begin, given);
  if (begun === undefined) return undefined;
  const whole = new Uint8Array(begun.length + body.length);
  whole.set(begun);
  whole.set(body, begun.length);
  begun.fill(0);
  try {
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
    // Behind a shorter one would stand the end of the hash before it.
    return hash.length === 32 ? hash : undefined;
  } catch {
    return undefined;
  } finally {
    // It begins with what is made of the key.
    whole.fill(0, 0, 64);
  }
}

/**
 * Gives what a hash of the body must begin with, which is made of the key; nothing if the secret is
 * for no HMAC.
 */
function begin(core: Instance, given: Given): Uint8Array | undefined {
  core.useSecrets(given, false);
  const length = core.verify(given, BEGIN);
  if (length <= 0) return undefined;
  const end = core.body.byteOffset;
  const begun = core.bytes.slice(end - length, end);
  core.bytes.fill(0, end - length, end);
  return begun;
}

function verifyHashed(core: Instance, given: Given, hash: Uint8Array): number {
  core.useSecrets(given, false);
  core.payload = given.payload as Uint8Array;
  core.body.set(hash);
  return core.verify(given, HASHED);
}
