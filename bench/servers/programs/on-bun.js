/** Serves on Bun: `hono` or `fetch`, and the receiver. */
import { fetchApp } from '../fetch-app.js';
import { honoApp } from '../hono-app.js';

const [app, receiver] = process.argv.slice(2);
const fetch = { hono: honoApp, fetch: fetchApp }[app](receiver);
const { port } = Bun.serve({ fetch, port: 0, hostname: '127.0.0.1' });
console.log(`listening on http://127.0.0.1:${port}`);
