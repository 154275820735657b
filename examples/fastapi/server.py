import logging
import os
from typing import Annotated

import uvicorn
from fastapi import BackgroundTasks, Depends, FastAPI
from hookproof import VerifiedWebhook
from hookproof.fastapi import webhook
from hookproof.replay import MemoryReplayStore
from pydantic import BaseModel

logging.basicConfig(level=logging.INFO, format="%(message)s")
app = FastAPI()


class JobEvent(BaseModel):
    type: str


def refused(error, request):
    # For the log: a sender, or whoever claims to be one, learns only that it was refused.
    logging.warning("refused: %s", error.code)


# For one process. Several share a RedisReplayStore.
verified = webhook(
    os.environ["WEBHOOK_SECRET"], event=JobEvent, replay=MemoryReplayStore(), on_refused=refused
)


@app.post("/webhook", status_code=204)
async def receive(
    delivery: Annotated[VerifiedWebhook[JobEvent], Depends(verified)], after: BackgroundTasks
):
    # Answer first. A sender waits for some seconds only, and takes silence for a failure.
    after.add_task(work, delivery.id, delivery.event)


def work(id: str, event: JobEvent):
    """What must not be lost if this process ends goes into a queue instead, before the answer."""
    logging.info("%s: %s", id, event.type)


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ.get("PORT", 3000)), access_log=False)
