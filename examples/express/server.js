import express from 'express';
import { unwrapWebhook, WebhookVerificationError } from 'hookproof';

const secret = process.env.WEBHOOK_SECRET;
const app = express();

// The signature covers the bytes as they were sent, so this route takes them raw. Put it before any express.json().
app.post('/webhook', express.raw({ type: '*/*' }), (req, res) => {
  try {
    const { id, event } = unwrapWebhook(req.body, req.headers, secret);
    console.log(`${id}: ${event.type}`);
    res.sendStatus(204);
  } catch (error) {
    // Anything else is a mistake here, not a forgery: let Express answer 500, so that the sender tries again.
    if (!(error instanceof WebhookVerificationError)) throw error;
    // The code is for the log. A sender, or whoever claims to be one, learns only that it was refused.
    console.warn(`refused: ${error.code}`);
    res.sendStatus(401);
  }
});

const server = app.listen(process.env.PORT ?? 3000, (error) => {
  if (error) throw error;
  console.log(`listening on http://localhost:${server.address().port}/webhook`);
});
