import os

from flask import Flask, request
from hookproof.flask import webhook
from hookproof.replay import RedisReplayStore
from psycopg_pool import ConnectionPool
from redis import Redis
from waitress import create_server

app = Flask(__name__)
database = ConnectionPool(os.environ["DATABASE_URL"], open=True)
# The ids are in Redis, where server.js finds them, too.
replay = RedisReplayStore(Redis.from_url(os.environ["REDIS_URL"]))


@app.post("/webhook")
@webhook(os.environ["WEBHOOK_SECRET"], replay=replay)
def receive(delivery):
    # What fails once, to show what becomes of it: the sender comes again, and the id is free.
    if delivery.event["data"]["fails"] and request.headers["x-attempt"] == "1":
        return "", 500
    with database.connection() as connection:
        connection.execute("insert into work (receiver, id) values ('Flask', %s)", [delivery.id])
    return "", 204


if __name__ == "__main__":
    server = create_server(app, host="127.0.0.1", port=int(os.environ.get("PORT", 3001)))
    print(f"listening on http://127.0.0.1:{server.effective_port}/webhook", flush=True)
    server.run()
