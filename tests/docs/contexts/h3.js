/** h3, which Nuxt and Nitro hand their requests to. */
import { createServer } from 'node:http';
import { createApp, toNodeListener } from 'h3';
import * as block from './program.mjs';
import { listening, over, prove } from '../sender.js';

/* the block */

const server = createServer(toNodeListener(createApp().use('/webhook', block.default)));
await prove(over(`${await listening(server)}/webhook`));
process.exit();
