import { unwrapWebhook, WebhookVerificationError } from 'hookproof';

export { outcome } from './suite.js';

export async function handler(event) {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  try {
    const webhook = unwrapWebhook(body, event.headers, process.env.WEBHOOK_SECRET);
    console.log(webhook.id, webhook.event.type);
    return { statusCode: 204 };
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    console.warn(error.code);
    return { statusCode: 401 };
  }
}
