/** A fetch handler with all the routes, for every runtime that takes one. */
import { webhookHandler } from 'hookproof/fetch';
import { marked } from '../marked.js';
import { log, makeRoutes, processWebhook, secrets } from '../routes.js';

const add = (path, { secret, options }) =>
  webhookHandler({
    secret,
    ...options,
    onRefused: (error, request) =>
      void log.refused.push({ path, code: error.code, id: request.headers.get('webhook-id') }),
    onError: (error) => void log.errors.push({ path, code: error.code, message: error.message }),
    onEvent: async (webhook) => {
      const status = await processWebhook(path, webhook);
      return status === 204 ? undefined : new Response(null, { status });
    },
  });

const handlers = new Map(
  Object.entries(makeRoutes()).map(([path, route]) => [path, add(path, route)]),
);
const consumed = add('/consumed', { secret: secrets[0] });
handlers.set('/consumed', async (request) => {
  await request.text();
  return consumed(request);
});
handlers.set('/log', async () => Response.json(log));

export const fetchApp = marked((request, ...rest) =>
  handlers.get(new URL(request.url).pathname)(request, ...rest),
);
