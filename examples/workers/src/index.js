import { verifyRequest, WebhookVerificationError } from 'hookproof';

export default {
  async fetch(request, env) {
    if (request.method !== 'POST') return new Response('Method Not Allowed', { status: 405, headers: { allow: 'POST' } });
    try {
      const { id, event } = await verifyRequest(request, env.WEBHOOK_SECRET);
      console.log(`${id}: ${event.type}`);
      return new Response(null, { status: 204 });
    } catch (error) {
      // Anything else is a mistake here, not a forgery: the runtime answers 500, and the sender tries again.
      if (!(error instanceof WebhookVerificationError)) throw error;
      console.warn(`refused: ${error.code}`);
      return new Response('Unauthorized', { status: error.code === 'ERR_BODY_TOO_LARGE' ? 413 : 401 });
    }
  },
};
