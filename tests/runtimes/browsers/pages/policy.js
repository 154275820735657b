/**
 * What comes of the import and of one good webhook, in a page whose Content-Security-Policy may
 * forbid WebAssembly.
 */
import vectors from '../../../vectors/verify.json' with { type: 'json' };

const { body, headers, secrets, now } = vectors[0];

globalThis.outcome = Promise.all([import('hookproof'), import('hookproof/full')]).then(
  verdict,
  (error) => ({ import: String(error) }),
);

function verdict([{ verifyWebhook, WebhookConfigError }, { explainWebhook }]) {
  const {
    ok,
    hints: [hint],
  } = explainWebhook(body, headers, secrets, { now });
  const explained = ok || hint.code;
  try {
    return { verdict: verifyWebhook(body, headers, secrets, { now }), explained };
  } catch (error) {
    const { code, message, cause } = error;
    return {
      configError: error instanceof WebhookConfigError,
      code,
      message,
      cause: String(cause),
      explained,
    };
  }
}
