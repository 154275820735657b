/** A request whose body was parsed, and printed again. */
import { body, headersFor, secret } from '../sender.js';

const req = { body: JSON.stringify(JSON.parse(body)), headers: headersFor(body) };

/* the block */
