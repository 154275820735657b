/**
 * One authentic webhook, under the names that a receiver may have for its parts, and one that was
 * tampered with.
 */
import { body, headersFor, secret } from '../sender.js';

const headers = headersFor(body);
Object.assign(globalThis, { secret, headers, body, rawBody: Buffer.from(body), payload: body });

/* the block */
