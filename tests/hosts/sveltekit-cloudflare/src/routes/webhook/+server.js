import { webhookHandler } from 'hookproof/fetch';

const receive = webhookHandler({
  secret: (env) => env.WEBHOOK_SECRET,
  onEvent: ({ id, event }) => console.log(id, event.type),
});

export const POST = ({ request, platform }) => receive(request, platform.env, platform.ctx);
