/** Tests what the vectors cannot say of verifying: JavaScript's own values, options and errors. */
import { codeOf, thrown } from '../assert.js';
import { named } from '../outcome.js';
import { goodOf } from '../shapes.js';
import { errors } from './errors.js';
import { headers } from './headers.js';
import { options } from './options.js';
import { payloads } from './payloads.js';
import { secrets } from './secrets.js';

export function apiTests(hookproof, { verify: [good] }) {
  const given = givenOf(hookproof, good);
  const tests = [payloads, headers, secrets, options, errors].map((of) =>
    named(of(given), 'api: '),
  );
  return tests.flat();
}

/** Returns the package's functions, a good webhook, and what verifies it. */
function givenOf(hookproof, good) {
  const { verifyWebhook, unwrapWebhook, WebhookConfigError } = hookproof;
  const { body, headers: pairs, secret, now } = goodOf(good);
  const at = { now };
  return {
    ...hookproof,
    hookproof,
    body,
    pairs,
    secret,
    now,
    at,
    record: Object.fromEntries(pairs),
    verify: (headers, options = at) => verifyWebhook(body, headers, secret, options),
    refusal: (headers) => thrown(() => unwrapWebhook(body, headers, secret, at)).code,
    configCode: (action) => codeOf(WebhookConfigError, action),
  };
}
