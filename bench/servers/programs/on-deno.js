/** Serves on Deno: `hono` or `fetch`, and the receiver. */
import { fetchApp } from '../fetch-app.js';
import { honoApp } from '../hono-app.js';

const [app, receiver] = Deno.args;
const handler = { hono: honoApp, fetch: fetchApp }[app](receiver);
Deno.serve(
  {
    port: 0,
    hostname: '127.0.0.1',
    onListen: ({ port }) => console.log(`listening on http://127.0.0.1:${port}`),
  },
  (request) => handler(request),
);
