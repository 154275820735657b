/** One authentic webhook under Svix's names. */
import { body, headersFor, secret } from '../sender.js';

const headers = Object.fromEntries(
  Object.entries(headersFor(body)).map(([name, value]) => [name.replace('webhook-', 'svix-'), value]),
);
Object.assign(globalThis, { secret, headers, body });

/* the block */
