/**
 * Follows advice: the code that a hint ends with runs as it stands, on the very webhook that
 * brought the hint up, and what comes out must verify. The kinds are what developers and senders
 * really do; each makes many of its members.
 */
import fc from 'fast-check';
import { codeOf, valuesOf } from './mistakes/code.js';
import { headersKinds } from './mistakes/headers.js';
import { namedKinds } from './mistakes/senders.js';
import { payloadKinds } from './mistakes/payloads.js';
import { secretKinds } from './mistakes/secrets.js';

export const kinds = { secretKinds, payloadKinds, headersKinds, namedKinds };

/** Runs what the first hint says of a webhook. Returns what is wrong with it, or nothing. */
export async function follow({ explainWebhook, verifyWebhook }, code, { says, ...given }) {
  const { payload, headers, secret } = given;
  const found = explainWebhook(payload, headers, secret);
  const [hint] = found.hints;
  if (found.ok || hint.code !== code) return `${code} is not first: ${JSON.stringify(found)}`;
  if (says !== undefined)
    return hint.message.includes(says) ? '' : `${hint.message} does not say ${says}`;
  const advice = codeOf(hint.message);
  if (advice === undefined) return `no code in ${hint.message}`;
  try {
    const [value, options] = await valuesOf(advice, given);
    const is = (start) => code.startsWith(start);
    const followed = is('SECRET')
      ? [payload, headers, value]
      : is('BODY')
        ? [value, headers, secret]
        : [payload, value, secret];
    return verifyWebhook(...followed, options) ? '' : `does not verify: ${hint.message}`;
  } catch (error) {
    return `${hint.message}\n${error.stack}`;
  }
}

/** Returns a test for each kind. */
export function followed(full) {
  return Object.entries(kinds).flatMap(([group, each]) =>
    Object.entries(each).map(([name, { code, arbitrary, make }]) => ({
      name: `${group}: ${name}`,
      run: () =>
        fc.assert(
          fc.asyncProperty(arbitrary, async (parts) => {
            const problem = await follow(full, code, await make(parts));
            if (problem !== '') throw new Error(problem);
          }),
          { numRuns: 60, seed: 14 },
        ),
    })),
  );
}
