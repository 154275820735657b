/** Serves Hono on Node: its name, and the receiver. */
import { serve } from '@hono/node-server';
import { honoApp } from '../hono-app.js';

serve({ fetch: honoApp(process.argv[3]), port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  console.log(`listening on http://127.0.0.1:${port}`),
);
