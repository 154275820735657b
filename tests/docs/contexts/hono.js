/** A Hono application, on Node. */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { over, prove } from '../sender.js';

const app = new Hono();

/* the block */

const { port } = await new Promise((resolve) => serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, resolve));
await prove(over(`http://127.0.0.1:${port}/webhook`));
process.exit();
