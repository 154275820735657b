import express from 'express';
import { webhook } from 'hookproof/express';
import { redisReplayStore } from 'hookproof/replay';
import pg from 'pg';
import { createClient } from 'redis';

const redis = createClient({ url: process.env.REDIS_URL });
redis.on('error', (error) => console.warn(`redis: ${error.message}`));
await redis.connect();
const database = new pg.Pool({ connectionString: process.env.DATABASE_URL });

// The ids are in Redis, where server.py finds them, too.
const verified = webhook(process.env.WEBHOOK_SECRET, { replay: redisReplayStore(redis) });

const app = express();

app.post('/webhook', verified, async (req, res) => {
  const { id, event } = req.webhook;
  // What fails once, to show what becomes of it: the sender comes again, and the id is free.
  if (event.data.fails && req.headers['x-attempt'] === '1') return res.sendStatus(500);
  await database.query("insert into work (receiver, id) values ('Express', $1)", [id]);
  res.sendStatus(204);
});

const server = app.listen(process.env.PORT ?? 3000, '127.0.0.1', (error) => {
  if (error) throw error;
  console.log(`listening on http://127.0.0.1:${server.address().port}/webhook`);
});
