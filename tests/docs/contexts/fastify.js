/** A Fastify application. */
import fastify from 'fastify';
import { over, prove } from '../sender.js';

const app = fastify();

/* the block */

await prove(over(`${await app.listen({ port: 0, host: '127.0.0.1' })}/webhook`));
process.exit();
