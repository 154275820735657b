/**
 * hookproof's rules once more, by the most obvious means that Node has: no code of the core is
 * used, and none of its ways.
 *
 * Each rule is a function of its own, so that a library that follows another rule can be described
 * by that rule alone.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const ourRules = {
  /** The base64 in a secret's text. */
  base64InSecret(text) {
    if (text === '') throw new Refusal('ERR_SECRET_MISSING');
    if (/^(v1a,)?wh[sp]k_/.test(text)) throw new Refusal('ERR_SECRET_KIND');
    const base64 = text.replace(/^(v1,)?whsec_/, '');
    if (/^wh(sec|pk|sk)_/.test(base64)) throw new Refusal('ERR_SECRET_FORMAT');
    return base64;
  },

  /** Without a prefix there is one alphabet. */
  alphabets: (text) => (/^(v1,)?whsec_/.test(text) ? ['base64', 'base64url'] : ['base64']),

  decodedSecret(base64, alphabets) {
    const unpadded = base64.replace(/={1,2}$/, '');
    if (unpadded !== base64 && Buffer.byteLength(base64) % 4 !== 0)
      throw new Refusal('ERR_SECRET_FORMAT');
    if (unpadded === '') throw new Refusal('ERR_SECRET_MISSING');
    // A text that is too long is not looked at.
    if (Buffer.byteLength(unpadded) > 683) throw new Refusal('ERR_SECRET_LENGTH');
    for (const alphabet of alphabets) {
      const key = Buffer.from(unpadded, 'base64');
      if (key.toString(alphabet).replace(/=+$/, '') === unpadded) return key;
    }
    throw new Refusal('ERR_SECRET_FORMAT');
  },

  checkKey(key) {
    if (key.length === 0) throw new Refusal('ERR_SECRET_MISSING');
    if (key.length < 24 || key.length > 512) throw new Refusal('ERR_SECRET_LENGTH');
  },

  /** The bytes that were signed, of those that came. */
  signedBody: (bytes) => bytes,

  /**
   * Of the values under one name: the only one, nothing, or a refusal; of signatures what HTTP
   * makes of them.
   */
  value(values, name) {
    if (values.length > 1) return name.endsWith('-signature') ? values.join(', ') : malformed;
    return values[0] === '' ? undefined : values[0];
  },

  /** The three that count. */
  headerSet(value) {
    for (const set of ['webhook', 'svix']) {
      const three = [value(`${set}-id`), value(`${set}-timestamp`), value(`${set}-signature`)];
      if (three.every((one) => one !== undefined)) return three;
    }
    throw new Refusal('ERR_MISSING_HEADER');
  },

  checkId(id) {
    if (!/^[\x21-\x2d\x2f-\x7e]{1,256}$/.test(id)) throw new Refusal('ERR_MALFORMED_HEADER');
  },

  /** Gives the seconds, and the text of them that was signed. */
  timestamp(text) {
    if (!/^(0|[1-9][0-9]{0,11})$/.test(text)) throw new Refusal('ERR_MALFORMED_HEADER');
    return { seconds: Number(text), signed: text };
  },

  checkFresh(seconds, now, tolerance) {
    if (now - seconds > tolerance) throw new Refusal('ERR_TIMESTAMP_TOO_OLD');
    if (seconds - now > tolerance) throw new Refusal('ERR_TIMESTAMP_TOO_NEW');
  },

  checkList(text) {
    if (Buffer.byteLength(text) > 4096) throw new Refusal('ERR_MALFORMED_HEADER');
    if (text.split(' ').filter((entry) => entry.replace(/,$/, '') !== '').length > 32)
      throw new Refusal('ERR_MALFORMED_HEADER');
  },

  /** The tag in one entry; nothing if it is to be passed over. */
  tag(entry) {
    const base64 = /^v1,([A-Za-z0-9+/]{43}=),?$/.exec(entry)?.[1];
    if (base64 === undefined) return undefined;
    const tag = Buffer.from(base64, 'base64');
    return tag.toString('base64') === base64 ? tag : undefined;
  },
};

/** `ok`, the position of the secret, the timestamp and the id; or the code of the error. */
export function verdict(webhook, rules = ourRules) {
  try {
    return accepted(webhook, rules);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

/** The message is the code. */
export class Refusal extends Error {}

/** In place of a value that cannot be read as one. */
export const malformed = Symbol('malformed');

function accepted({ body, headers, secrets, now, tolerance }, rules) {
  const keys = keysOf(secrets, rules);
  const signedBody = rules.signedBody(Buffer.from(body));
  const three = rules.headerSet((name) => rules.value(valuesOf(headers, name), name));
  if (three.includes(malformed)) throw new Refusal('ERR_MALFORMED_HEADER');
  const [id, timestamp, list] = three;
  rules.checkId(id);
  const { seconds, signed } = rules.timestamp(timestamp);
  rules.checkList(list);
  rules.checkFresh(seconds, Math.floor(now), tolerance);
  for (const [at, key] of keys.entries()) {
    const expected = createHmac('sha256', key)
      .update(`${id}.${signed}.`)
      .update(signedBody)
      .digest();
    for (const entry of list.split(' ')) {
      const tag = rules.tag(entry);
      if (tag?.length === 32 && timingSafeEqual(tag, expected)) return `ok ${at} ${signed} ${id}`;
    }
  }
  throw new Refusal('ERR_NO_MATCHING_SIGNATURE');
}

function keysOf(secrets, rules) {
  if (secrets.length === 0) throw new Refusal('ERR_SECRET_MISSING');
  return secrets.map(({ text, raw }, at) => {
    if (at === 16) throw new Refusal('ERR_SECRET_LENGTH');
    const key = raw ?? rules.decodedSecret(rules.base64InSecret(text), rules.alphabets(text));
    rules.checkKey(key);
    return key;
  });
}

const valuesOf = (headers, name) =>
  headers.filter(([given]) => new RegExp(`^${name}$`, 'i').test(given)).map(([, value]) => value);
