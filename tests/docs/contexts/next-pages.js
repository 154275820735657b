/**
 * An API route of Next's pages, called by what Next calls it with, which is also what parses
 * bodies.
 */
import { createServer } from 'node:http';
import resolver from 'next/dist/server/api-utils/node/api-resolver.js';
import { listening, over, prove } from '../sender.js';

/* the block */

const preview = { previewModeId: '', previewModeEncryptionKey: '', previewModeSigningKey: '' };
const server = createServer((request, response) =>
  resolver.apiResolver(request, response, {}, { default: handler, config }, preview, false, false),
);
await prove(over(`${await listening(server)}/api/webhook`));
process.exit();
