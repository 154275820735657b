/** With the types of Node, and no framework. */
import { createServer, type IncomingMessage } from 'node:http';
import { type ReceivedWebhook, webhook } from 'hookproof/express';

const middleware = webhook<IncomingMessage>('whsec_', {
  onRefused: (error, request) => console.warn(request.socket.remoteAddress, error.code),
});
createServer((request: IncomingMessage & { webhook?: ReceivedWebhook }, response) => {
  middleware(request, response, (error) =>
    response.writeHead(error ? 500 : 204).end(request.webhook?.id),
  );
});
