import { webhookHandler } from 'hookproof/fetch';

export const POST = webhookHandler({
  secret: () => process.env.WEBHOOK_SECRET,
  onEvent: ({ id, event }) => console.log(id, event.type),
});
