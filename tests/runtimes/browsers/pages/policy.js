/** What comes of the import and of one good webhook, in a page whose Content-Security-Policy may forbid WebAssembly. */
import vectors from '../../../vectors/verify.json' with { type: 'json' };

const { body, headers, secrets, now } = vectors[0];

globalThis.outcome = import('hookproof').then(verdict, (error) => ({ import: String(error) }));

function verdict({ verifyWebhook, WebhookConfigError }) {
  try {
    return { verdict: verifyWebhook(body, headers, secrets, { now }) };
  } catch (error) {
    const { code, message, cause } = error;
    return { configError: error instanceof WebhookConfigError, code, message, cause: String(cause) };
  }
}
