/**
 * The verdict of both entries of the package and of both of their functions, which must be one and
 * the same.
 */
import * as hookproof from 'hookproof';
import * as full from 'hookproof/full';
import { equal } from '../conformance/assert.js';

export { full, hookproof };

/**
 * `authentic`, or the code of the error. A body that is no JSON is none of the sender's faults
 * here.
 */
export function judge(payload, headers, secret, options) {
  const verdict = judgeBy(hookproof, payload, headers, secret, options);
  equal(judgeBy(full, payload, headers, secret, options), verdict, 'hookproof/full');
  return verdict;
}

export function judgeBy(
  { unwrapWebhook, verifyWebhook, WebhookVerificationError },
  payload,
  headers,
  secret,
  options,
) {
  const isAuthentic = verifyWebhook(payload, headers, secret, options);
  let code;
  try {
    unwrapWebhook(payload, headers, secret, options);
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    code = error.code === 'ERR_PAYLOAD_JSON' ? undefined : error.code;
  }
  equal(code === undefined, isAuthentic, `verifyWebhook, where unwrapWebhook says ${code}`);
  return code ?? 'authentic';
}
