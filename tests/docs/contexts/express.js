/** An Express application, and what a route of it may use. */
import express from 'express';
import { listening, over, prove, secret } from '../sender.js';

const app = express();
Object.assign(globalThis, { express, secret, handler: (_, response) => response.sendStatus(204) });

/* the block */

await prove(over(`${await listening(app)}/webhook`));
process.exit();
