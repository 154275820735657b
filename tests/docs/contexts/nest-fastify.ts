/** Nest, on Fastify. */
import 'reflect-metadata';
import { headersFor, over, prove } from '../sender.js';

/* the block */

app.useLogger(false);
await app.listen(0, '127.0.0.1');
const send = over(`${await app.getUrl()}/webhook`);
await prove(send);
const odd = '{"__proto__":1}';
await prove(send, { text: odd.replace('1', '"completed"') });
if ((await send(odd, headersFor(odd))) !== 204) throw new Error('a __proto__ was not delivered');
process.exit();
