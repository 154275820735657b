/** One function and no other: what tree shaking leaves of the package must still start the core. */
import { verifyWebhook } from 'hookproof';
import verify from '../../vectors/verify.json' with { type: 'json' };

globalThis.outcome = verdictsOn(verify[0]);

/** Of the good webhook and of a tampered one. Async, so that an error is an outcome too. */
async function verdictsOn({ body, headers, secrets, now }) {
  return [body, `${body} `].map((payload) => verifyWebhook(payload, headers, secrets, { now }));
}
