import { webhookHandler } from 'hookproof/fetch';
import { defineHandler } from 'nitro';
import { useRuntimeConfig } from 'nitro/runtime-config';

const receive = webhookHandler({
  secret: (config) => config.webhookSecret,
  onEvent: ({ id, event }) => console.log(id, event.type),
});

export default defineHandler((event) => receive(event.req, useRuntimeConfig()));
