/** Makes webhooks as senders sign them, and what the kinds of mistakes are made of. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';

export const seconds = () => Math.floor(Date.now() / 1000);
export const hmac = (key, content, encoding = 'base64') =>
  createHmac('sha256', key).update(content).digest(encoding);

/** Returns a webhook as its sender signs it. Each part can be another one. */
export function webhook({
  key,
  id = 'msg_2bTh1s',
  time = String(seconds()),
  body = '{"a": 1}',
  content,
  signed = time,
  set = 'webhook',
}) {
  const bytes = Buffer.from(body);
  const covered = content ?? Buffer.concat([Buffer.from(`${id}.${signed}.`), bytes]);
  return {
    body: bytes,
    headers: {
      [`${set}-id`]: id,
      [`${set}-timestamp`]: time,
      [`${set}-signature`]: `v1,${hmac(key, covered)}`,
    },
  };
}

export const bytes = (min, max = min) =>
  fc.uint8Array({ minLength: min, maxLength: max }).map((each) => Buffer.from(each));
export const key = bytes(24, 64);
export const short = bytes(1, 23);
export const text = fc.string({
  minLength: 1,
  maxLength: 40,
  unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz-_0123456789!$'),
});
export const whole = (each) => `whsec_${each.toString('base64')}`;
export const body = fc.oneof(
  fc.json(),
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom('{"type": "job.completed"}', '{"name":"é😀"}', '[1,\n2]\n'),
);

/** Returns a kind of mistake: the hint's code, and what to hand to `explainWebhook`. */
export const kind = (code, arbitrary, make) => ({ code, arbitrary, make });

/** A part of a second, as six digits. */
export const fraction = fc
  .integer({ min: 0, max: 999999 })
  .map((part) => String(part).padStart(6, '0'));
