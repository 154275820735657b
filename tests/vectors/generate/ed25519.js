/** `v1a` as node:crypto computes it: the key of the specification's own libraries, and another. */
import { createPrivateKey, createPublicKey, sign as signWithKey } from 'node:crypto';
import { base64, BODY, bytesOf, ID, range, TIME } from './scheme.js';

const contentOf = ({ id = ID, time = TIME, body = BODY }) =>
  Buffer.concat([Buffer.from(`${id}.${time}.`), bytesOf(body)]);
export const pairOf = (seed) => {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const half = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    key,
    half,
    seed,
    privateKey: `whsk_${base64(Buffer.concat([seed, half]))}`,
    publicKey: `whpk_${base64(half)}`,
  };
};
export const PAIR = pairOf(Buffer.from('6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=', 'base64'));
export const PAIR2 = pairOf(range(32));
export const rawV1a = (parts, { key } = PAIR) => signWithKey(null, contentOf(parts), key);
export const v1a = (parts, pair) => `v1a,${base64(rawV1a(parts, pair))}`;
export const signedV1a = v1a({});
export const forgedV1a = v1a({}, PAIR2);
export const KIND = 'ERR_SECRET_KIND';
