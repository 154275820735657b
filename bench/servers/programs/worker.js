/** A Worker; the two names are put in when it is bundled. */
import { fetchApp } from '../fetch-app.js';
import { honoApp } from '../hono-app.js';

export default { fetch: { hono: honoApp, fetch: fetchApp }[APP](RECEIVER) };
