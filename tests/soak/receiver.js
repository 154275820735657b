/**
 * A receiver in a process of its own: Express, with a store that another such process shares. Its
 * arguments are the name of the store in tests/replay/openers.js and where it is; the secret is in
 * the environment. It prints the id of each webhook that it has worked on.
 *
 * What goes wrong is in the event, and only at the first attempt, which the sender numbers: `fails`
 * answers 500 and does no work; `loses` works and then breaks the connection.
 */
import express from 'express';
import { webhook } from 'hookproof/express';
import { openers } from '../replay/openers.js';

const [name, where] = process.argv.slice(2);
const { store } = await openers[name](where);

const app = express();

app.post(
  '/webhook',
  webhook(process.env.WEBHOOK_SECRET, { replay: store }),
  (request, response) => {
    const { id, event } = request.webhook;
    const isFirst = request.headers['x-attempt'] === '1';
    if (event.fails && isFirst) return response.sendStatus(500);
    console.log(id);
    if (event.loses && isFirst) request.socket.destroy();
    response.sendStatus(204);
  },
);

const server = app.listen(0, '127.0.0.1', () =>
  console.log(`listening on http://127.0.0.1:${server.address().port}/webhook`),
);
