import { webhookHandler } from 'hookproof/fetch';
import { outcome } from '../suite.js';

const receive = webhookHandler({
  secret: (env) => env.WEBHOOK_SECRET,
  onEvent: ({ id, event }) => console.log(id, event.type),
});

export default {
  async fetch(request, env, ctx) {
    return new URL(request.url).pathname === '/outcome'
      ? Response.json(await outcome())
      : receive(request, env, ctx);
  },
};
