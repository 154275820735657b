import { env } from 'cloudflare:workers';
import { webhookHandler } from 'hookproof/fetch';

const receive = webhookHandler({
  secret: () => env.WEBHOOK_SECRET,
  onEvent: ({ id, event }) => console.log(id, event.type),
});

export const POST = ({ request }) => receive(request);
