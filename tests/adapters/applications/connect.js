/** No framework: a server of Node's own, which calls the middleware as connect would. */
import { webhook } from 'hookproof/express';
import { log, makeRoutes, processWebhook } from '../routes.js';
import { stop } from './on-node.js';

export const nodeServer = (name, { createServer }) => ({
  name,
  isInProcess: true,
  async start() {
    const stacks = Object.entries(makeRoutes()).map(([path, { secret, options }]) => {
      const onRefused = (error, req) =>
        void log.refused.push({ path, code: error.code, id: req.headers['webhook-id'] });
      return [path, webhook(secret, { ...options, onRefused })];
    });
    const middlewares = new Map(stacks);
    const plain = middlewares.get('/plain');
    middlewares.set(
      '/consumed',
      (req, ...rest) => void req.resume().on('end', () => plain(req, ...rest)),
    );
    const server = createServer((req, res) => {
      if (req.url === '/log') return res.end(JSON.stringify(log));
      const answer = (status) => res.writeHead(status).end();
      const fail = (error) => {
        log.errors.push({ path: req.url, code: error.code, message: error.message });
        answer(500);
      };
      middlewares.get(req.url)(req, res, (error) => {
        if (error) return fail(error);
        processWebhook(req.url, req.webhook).then(answer, fail);
      });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${server.address().port}`, server, stop: () => stop(server) };
  },
});
