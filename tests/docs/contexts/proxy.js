/** An Express application in front of another server, which verifies what it gets. */
import { createServer } from 'node:http';
import express from 'express';
import { verifyWebhook } from 'hookproof';
import { listening, over, prove, secret } from '../sender.js';

process.env.UPSTREAM = await listening(
  createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    response.writeHead(verifyWebhook(Buffer.concat(pieces), request.headers, secret) ? 204 : 500).end();
  }),
);
const app = express();

/* the block */

await prove(over(`${await listening(app)}/webhook`));
process.exit();
