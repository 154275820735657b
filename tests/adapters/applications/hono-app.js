import { Hono } from 'hono';
import { webhook } from 'hookproof/hono';
import { log, makeRoutes, processWebhook, secrets } from '../routes.js';

export function honoApp() {
  const app = new Hono();
  const add = (path, { secret, options }, ...before) => {
    const onRefused = (error, c) =>
      void log.refused.push({ path, code: error.code, id: c.req.header('webhook-id') });
    app.post(path, ...before, webhook(secret, { ...options, onRefused }), async (c) => {
      if (JSON.stringify(await c.req.json()) !== JSON.stringify(c.var.webhook.event))
        throw new Error('the body is not the event');
      return c.body(null, await processWebhook(path, c.var.webhook));
    });
  };
  for (const [path, route] of Object.entries(makeRoutes())) add(path, route);
  const reading = async (c, next) => {
    await c.req.text();
    await next();
  };
  add('/consumed', { secret: secrets[0] }, reading);
  app.get('/log', (c) => c.json(log));
  app.onError((error, c) => {
    log.errors.push({ path: c.req.path, code: error.code, message: error.message });
    return c.body(null, 500);
  });
  return app;
}
