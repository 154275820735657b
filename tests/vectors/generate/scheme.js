/**
 * The scheme as node:crypto computes it, which shares no code with the core that is tested with it.
 */
import { createHmac } from 'node:crypto';

export const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
export const TIME = 1614265330;
export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
export const OTHER = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
export const BODY = '{"test": 2432232314}';

export const keyOf = (secret) => Buffer.from(secret.replace(/^(v1,)?whsec_/, ''), 'base64');
export const bytesOf = (body) => {
  if (typeof body === 'string') return Buffer.from(body);
  return 'hex' in body ? Buffer.from(body.hex, 'hex') : Buffer.from(body.repeat.repeat(body.times));
};
export const tag = ({ id = ID, time = TIME, body = BODY, secret = SECRET, key = keyOf(secret) }) =>
  createHmac('sha256', key).update(`${id}.${time}.`).update(bytesOf(body)).digest();
export const sign = (parts) => `v1,${tag(parts).toString('base64')}`;

export const headers = ({ id = ID, time = TIME, signature }, prefix = 'webhook') => [
  [`${prefix}-id`, id],
  [`${prefix}-timestamp`, String(time)],
  [`${prefix}-signature`, signature],
];

export const MISSING = 'ERR_MISSING_HEADER';
export const MALFORMED = 'ERR_MALFORMED_HEADER';
export const NO_MATCH = 'ERR_NO_MATCHING_SIGNATURE';
export const good = sign({});
export const goodBase64 = good.slice('v1,'.length);
export const forged = sign({ secret: OTHER });
export const bits = Buffer.from(goodBase64, 'base64');

export const range = (length) =>
  Buffer.from(Array.from({ length }, (_, at) => (at * 151 + 251) & 255));
export const base64 = (key) => key.toString('base64');
export const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Base64 whose last character has bits that no byte needs. */
export const withTrailingBits = (text) =>
  text.replace(/[^=](?==+$)/, (last) => alphabet[alphabet.indexOf(last) + 1]);
export const without = (pairs, name) => pairs.filter(([key]) => key !== name);
