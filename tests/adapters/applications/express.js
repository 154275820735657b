import { webhook } from 'hookproof/express';
import { log, makeRoutes, processWebhook, secrets } from '../routes.js';
import { stop } from './on-node.js';

/** Returns the same application on either version of Express. */
export const expressServer = (name, version) => ({
  name,
  isInProcess: true,
  async start() {
    const { default: express } = await import(version);
    const app = express();
    const add = (path, { secret, options }, ...before) => {
      const onRefused = (error, req) =>
        void log.refused.push({ path, code: error.code, id: req.headers['webhook-id'] });
      app.post(path, ...before, webhook(secret, { ...options, onRefused }), (req, res, next) => {
        processWebhook(path, req.webhook).then((status) => res.sendStatus(status), next);
      });
    };
    for (const [path, route] of Object.entries(makeRoutes())) add(path, route);

    const plain = { secret: secrets[0] };
    const keeping = (as) =>
      express.json({
        type: () => true,
        verify: (req, _, bytes) => {
          req.rawBody = as(bytes);
        },
      });
    add('/buffered', plain, express.raw({ type: () => true }));
    add(
      '/raw-body',
      plain,
      keeping((bytes) => bytes),
    );
    add('/raw-body-text', plain, keeping(String));
    add(
      '/small-buffered',
      { ...plain, options: { maxBodyBytes: 1000 } },
      express.raw({ type: () => true }),
    );
    add('/parsed', plain, express.json({ type: () => true }));
    add('/parsed-elsewhere', plain, express.json({ type: 'application/x-other' }));
    add('/text', plain, express.text({ type: () => true }));
    add('/decoded', plain, (req, _, next) => next(void req.setEncoding('utf8')));
    add('/consumed', plain, (req, _, next) => req.resume().on('end', () => next()));
    app.post(
      '/answered-by-a-timeout',
      (req, res, next) => next(void res.sendStatus(503)),
      webhook(secrets[0]),
      (req) => {
        log.processed.push({ path: req.path, id: req.webhook.id });
      },
    );

    app.get('/log', (_, res) => res.json(log));
    app.use((error, req, res, next) => {
      log.errors.push({ path: req.path, code: error.code, message: error.message });
      res.status(500).end();
    });
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.on('listening', resolve));
    return { url: `http://127.0.0.1:${server.address().port}`, server, stop: () => stop(server) };
  },
});
