import { webhookHandler } from 'hookproof/fetch';

const receive = webhookHandler({
  secret: (config) => config.webhookSecret,
  onEvent: ({ id, event }) => console.log(id, event.type),
});

export default defineEventHandler((event) => receive(toWebRequest(event), useRuntimeConfig(event)));
