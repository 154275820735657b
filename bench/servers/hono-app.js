import { Hono } from 'hono';
import { webhook } from 'hookproof/hono';
import { adapters, asked, judgeOf, optionsOf } from './receivers.js';

export function honoApp(receiver) {
  const app = new Hono();
  if (adapters.includes(receiver)) {
    const { secret, ...options } = optionsOf(receiver);
    app.post('/webhook', webhook(secret, options), (c) => c.body(null, 204));
  } else {
    const judge = judgeOf(receiver);
    app.post('/webhook', async (c) =>
      c.body(null, judge(await c.req.text(), asked(c.req.raw.headers))),
    );
  }
  return app.fetch;
}
