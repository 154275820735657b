/**
 * One authentic webhook, in a request of Node's and in one of fetch, for code whose types are of
 * interest.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { body, headersFor, secret } from '../sender.js';

const rawBody = Buffer.from(body);
const headers: Record<string, string> = headersFor(body);
const req: { headers: IncomingHttpHeaders } = { headers };
const request = new Request('https://example.com/webhook', { headers });

/* the block */
