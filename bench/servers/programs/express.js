/** Serves Express 5 or 4: its package, and the receiver. */
import { webhook } from 'hookproof/express';
import { adapters, judgeOf, optionsOf } from '../receivers.js';

const [version, receiver] = process.argv.slice(2);
const { default: express } = await import(version);

const app = express();
if (adapters.includes(receiver)) {
  const { secret, ...options } = optionsOf(receiver);
  app.post('/webhook', webhook(secret, options), (_, res) => void res.sendStatus(204));
} else {
  const judge = judgeOf(receiver);
  const raw = express.raw({ type: () => true, limit: '1mb' });
  app.post('/webhook', raw, (req, res) => void res.sendStatus(judge(req.body, req.headers)));
}
const server = app.listen(0, '127.0.0.1', () =>
  console.log(`listening on http://127.0.0.1:${server.address().port}`),
);
