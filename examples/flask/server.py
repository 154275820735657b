import logging
import os
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from hookproof.flask import webhook
from hookproof.replay import MemoryReplayStore

logging.basicConfig(level=logging.INFO, format="%(message)s")
app = Flask(__name__)
workers = ThreadPoolExecutor()


def refused(error, request):
    # For the log: a sender, or whoever claims to be one, learns only that it was refused.
    logging.warning("refused: %s", error.code)


@app.post("/webhook")
# For one process. Several share a RedisReplayStore.
@webhook(os.environ["WEBHOOK_SECRET"], replay=MemoryReplayStore(), on_refused=refused)
def receive(delivery):
    # Answer first. A sender waits for some seconds only, and takes silence for a failure.
    workers.submit(work, delivery.id, delivery.event)
    return "", 204


def work(id, event):
    """What must not be lost if this process ends goes into a queue instead, before the answer."""
    logging.info("%s: %s", id, event["type"])


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", 3000)))
